// How the statement looks: dark on white at any width, and on A4 where it is printed. Nothing is told by colour alone.

/// The style sheet of the statement.
enum StatementStyle {
  static let sheet: StaticString = """
    *{box-sizing:border-box}
    html{font:16px/1.45 "Liberation Sans",Arial,Helvetica,"DejaVu Sans",sans-serif;color:#1a1a1a;background:#fff}
    body{margin:0 auto;padding:1.2rem;max-width:62rem;overflow-wrap:anywhere}
    h1{font-size:1.6rem;line-height:1.2;margin:.1rem 0 .3rem}
    h2{font-size:1.15rem;margin:1.6rem 0 .4rem;border-bottom:2px solid #1d4f73;padding-bottom:.15rem}
    h3{font-size:1rem;margin:.8rem 0 .2rem}
    p{margin:.3rem 0}
    .scheme{font-weight:bold;color:#1d4f73}
    .kind{font-weight:bold}
    .note{color:#444}
    .mark{border:3px double #8a1c1c;color:#8a1c1c;font-weight:bold;padding:.3rem .6rem;margin:.5rem 0}
    .first{font-size:1.3rem;line-height:1.35;background:#eef4f8;border-left:6px solid #1d4f73;padding:.7rem .9rem;margin:.9rem 0}
    table{border-collapse:collapse;width:100%;font-size:.95rem}
    caption{text-align:left;color:#444;font-size:.85rem;padding:.1rem 0 .3rem}
    th,td{text-align:left;vertical-align:baseline;padding:.22rem .4rem;border-bottom:1px solid #d0d0d0;font-weight:normal}
    thead th,thead td{border-bottom:2px solid #555;font-weight:bold;vertical-align:bottom}
    .number{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:normal}
    td.number{white-space:nowrap}
    .strong th,.strong td{font-weight:bold;border-top:2px solid #555;border-bottom:2px solid #555}
    .part th{font-weight:bold;padding-top:.8rem}
    .money thead th,.counts thead th{width:20%}
    tbody th{overflow-wrap:normal;min-width:6.5em}
    .wide{overflow-x:auto}
    .wide:focus{outline:3px solid #1d4f73}
    .charts{display:flex;flex-wrap:wrap;margin:0 -.6rem}
    .chart{flex:1 1 17rem;min-width:0;padding:0 .6rem}
    .chart svg{display:block;width:100%;height:auto;max-width:21rem;margin:.3rem 0}
    .small{font-size:.82rem}
    .small th,.small td{padding:.08rem .3rem}
    ul{margin:.2rem 0;padding-left:1.2rem}
    .lines{columns:2 24rem;column-gap:2rem}
    footer{margin-top:1.6rem;border-top:2px solid #1d4f73;padding-top:.4rem;font-size:.85rem;color:#333}
    code{font-family:"Liberation Mono","DejaVu Sans Mono",monospace;font-size:.85em}
    @media (max-width:34rem){
    body{padding:.7rem}
    table{font-size:.8rem}
    th,td{padding:.25rem .2rem}
    .first{font-size:1.1rem}
    }
    @page{size:A4;margin:12mm 14mm 14mm}
    @media print{
    html{font-size:9.2pt;line-height:1.3}
    body{padding:0;max-width:none}
    h1{font-size:15pt}
    h2{font-size:11pt;margin:3.2mm 0 1mm;break-after:avoid}
    h3{font-size:9.5pt;margin:1.6mm 0 .4mm;break-after:avoid}
    .first{font-size:12pt;padding:2mm 3mm;margin:2mm 0}
    .mark{margin:1mm 0;padding:.8mm 2mm}
    table{font-size:8.8pt}
    th,td{padding:.45mm 1.5mm}
    .part th{padding-top:1.5mm}
    tr,.chart{break-inside:avoid}
    .lines{columns:2;column-gap:8mm;font-size:8.4pt}
    .charts{margin:0 -3mm}
    .chart{flex:1 1 50mm;padding:0 3mm}
    .chart .note{font-size:8.4pt}
    .chart svg{max-width:none}
    .small{font-size:7.4pt}
    .small th,.small td{padding:.1mm .8mm}
    .wide{overflow:visible}
    footer{margin-top:3mm;font-size:7.6pt}
    }
    """
}
