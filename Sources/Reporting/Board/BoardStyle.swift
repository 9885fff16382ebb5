// What the reports' pages have beside the statement's style: large figures, young people's words, questions.

/// The style sheet of reports, after ``StatementStyle``.
enum BoardStyle {
  static let sheet: StaticString = """
    .cards{list-style:none;display:flex;flex-wrap:wrap;gap:.7rem;padding:0;margin:.9rem 0}
    .cards li{flex:1 1 10.5rem;background:#eef4f8;border-top:6px solid #1d4f73;padding:.6rem .8rem}
    .cards strong{display:block;font-size:1.7rem;line-height:1.15;overflow-wrap:normal}
    blockquote{margin:.7rem 0;padding:.5rem 1rem;border-left:6px solid #8a5a00;background:#fdf6e8;font-size:1.15rem}
    blockquote p:first-child::before{content:"“"}
    blockquote p:last-child::after{content:"”"}
    .removed{margin:.7rem 0;padding:.5rem 1rem;border:2px dashed #555;color:#333}
    .plan{display:block;color:#444;font-size:.85em}
    .questions li{font-size:1.1rem;margin:.35rem 0}
    summary{cursor:pointer;font-weight:bold;padding:.3rem 0}
    summary:focus-visible{outline:3px solid #1d4f73}
    .few thead th{width:20%}
    .many thead th{width:13%}
    .many tbody th{min-width:9.5em}
    .wide+.wide,.wide+details,.wide+p{margin-top:1rem}
    @media print{
    .cards{gap:3mm;margin:2mm 0}
    .cards li{flex:1 1 30mm;padding:1.5mm 2.5mm}
    .cards strong{font-size:14pt}
    blockquote{font-size:10.5pt;padding:1.5mm 4mm;margin:1.5mm 0;break-inside:avoid}
    .questions li{font-size:10pt;margin:1mm 0}
    summary{display:none}
    .wide+.wide,.wide+details{margin-top:2.5mm}
    section{break-inside:auto}
    table{break-inside:avoid}
    h2,h3,caption{break-after:avoid}
    }
    """
}
