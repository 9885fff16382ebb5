// The parts of libxml2 that Files uses: the streaming reader, the text writer and XML Schema validation.
#pragma once
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlschemas.h>
