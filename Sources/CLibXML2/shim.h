// The parts of libxml2 that Files uses: the streaming reader, the text writer and XML Schema validation.
#pragma once
// Debian's libxml2 names the system's ICU, whose types clash with those of Foundation. Nothing here uses them.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlschemas.h>
