-- The style sheet of a page: reads at 360 px and on A4, light and dark, without any font or script.
return [[
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b2126; --soft: #56616b; --line: #d5dbe0; --band: #f4f6f8;
  --link: #0b5a8a; --note: #eaf3fa; --note-edge: #2a7ab0; --warn: #fdf3e1; --warn-edge: #b4690e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14181b; --ink: #e4e8eb; --soft: #a3adb5; --line: #384048; --band: #1d2327;
    --link: #7fc3ee; --note: #16293a; --note-edge: #4f9fd2; --warn: #33260f; --warn-edge: #d99a3d;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem) 4rem; max-width: 72rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.6 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans",
    Arial, sans-serif;
  overflow-wrap: break-word;
}
p, ul, ol, dl, blockquote, h2, h3, h4 { max-width: 46rem; }
p, ul, ol { margin: 0 0 1rem; }
li { margin: 0 0 0.35rem; }
ul, ol { padding-left: 1.4rem; }
a { color: var(--link); text-underline-offset: 0.15em; text-decoration-thickness: 0.06em; }
a:focus-visible, [tabindex]:focus-visible, summary:focus-visible {
  outline: 0.15rem solid var(--link); outline-offset: 0.15rem;
}
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--paper); padding: 0.3rem 0.6rem; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: pretty; }
h1 { text-wrap: balance; }
h1 { font-size: clamp(1.6rem, 1.1rem + 2.4vw, 2.4rem); margin: 2.5rem 0 0.4rem; max-width: 30em; }
h2 { font-size: 1.5rem; margin: 3.2rem 0 0.9rem; padding-top: 1rem;
  border-top: 0.12rem solid var(--line); max-width: none; }
h3 { font-size: 1.15rem; margin: 2.2rem 0 0.6rem; }
h4 { font-size: 1rem; margin: 1.6rem 0 0.4rem; }
.subtitle { font-size: 1.15rem; color: var(--soft); margin: 0 0 0.6rem; }
.byline { color: var(--soft); font-size: 0.9rem; margin: 0 0 1rem; }
.statement { border-left: 0.25rem solid var(--warn-edge); background: var(--warn);
  padding: 0.6rem 0.9rem; margin: 1.2rem 0; font-size: 0.95rem; }
nav { background: var(--band); border-radius: 0.4rem; padding: 0.9rem 1.2rem; margin: 1.6rem 0;
  font-size: 0.95rem; }
nav h2 { font-size: 1rem; margin: 0 0 0.4rem; padding: 0; border: 0; }
nav ol { list-style: none; margin: 0; padding: 0; columns: 20rem auto; column-gap: 2.5rem;
  max-width: none; }
nav li { margin: 0 0 0.25rem; break-inside: avoid; }
nav ol ol { columns: auto; padding-left: 1.1rem; margin: 0.15rem 0 0.3rem; font-size: 0.92em; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
code { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace;
  font-size: 0.88em; overflow-wrap: anywhere; }
pre { background: var(--band); padding: 0.8rem 1rem; border-radius: 0.4rem; overflow-x: auto; }
pre code { overflow-wrap: normal; }
sup, sub { line-height: 0; }
.note { border-left: 0.25rem solid var(--note-edge); background: var(--note);
  padding: 0.8rem 1.1rem; margin: 1.4rem 0; max-width: 48rem; }
.note.warning { border-color: var(--warn-edge); background: var(--warn); }
.note > :last-child { margin-bottom: 0; }
.note .title { font-weight: 600; margin-bottom: 0.25rem; }
.table { margin: 1.8rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: separate; border-spacing: 0; min-width: 100%; font-size: 0.875rem;
  line-height: 1.45; font-variant-numeric: tabular-nums; }
.caption { font-size: 0.95rem; max-width: 46rem; margin: 0 0 0.5rem; text-align: left; }
.label { font-weight: 600; }
th, td { padding: 0.4rem 0.7rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); }
td { overflow-wrap: break-word; min-width: 4ch; }
thead th { border-bottom: 0.12rem solid var(--soft); vertical-align: bottom; font-weight: 600; }
tbody th { font-weight: 600; position: sticky; left: 0; background: var(--paper); }
.right { text-align: right; }
.center { text-align: center; }
.many th, .many td { padding: 0.4rem 0.5rem; }
th code { font-weight: 400; white-space: nowrap; }
.many table { font-size: 0.82rem; }
.nowrap { white-space: nowrap; }
.notes { font-size: 0.85rem; color: var(--soft); margin: 0.5rem 0 0; max-width: 46rem; }
figure { margin: 2rem 0; }
.drawing.white { background: #ffffff; }
.drawing { border: 1px solid var(--line); border-radius: 0.4rem;
  padding: 0.6rem; overflow-x: auto; }
.drawing svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
figcaption { font-size: 0.95rem; margin-top: 0.6rem; max-width: 46rem; }
details { border: 1px solid var(--line); border-radius: 0.4rem; margin: 0 0 0.7rem;
  padding: 0.5rem 1rem; }
details[open] { padding-bottom: 0.8rem; }
summary { cursor: pointer; font-weight: 600; }
details > :nth-child(2) { margin-top: 0.8rem; }
.references li, .footnotes li { margin-bottom: 0.5rem; }
.footnotes { font-size: 0.9rem; }
:target { background: var(--note); }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line);
  color: var(--soft); font-size: 0.85rem; }
@media screen and (max-width: 40rem) {
  nav ol ol { display: none; }
  .drawing.broad svg { max-width: none; width: 42rem; }
  th, td { padding: 0.35rem 0.5rem; }
  .scroll tbody th { max-width: 40vw; }
}
@media screen and (min-width: 60rem) {
  .table.wide { margin-inline: calc((100% - min(96vw, 88rem)) / 2); }
}
@page { size: A4; margin: 16mm 15mm 18mm; }
@page wide { size: A4 landscape; margin: 14mm 12mm 16mm; }
@media print {
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; font-size: 10pt; line-height: 1.45; }
  p, ul, ol, dl, h2, h3, h4, .note, .caption, figcaption, .notes { max-width: none; }
  h1 { margin-top: 0; font-size: 20pt; }
  h2 { font-size: 14pt; margin-top: 18pt; padding-top: 6pt; }
  h3 { font-size: 11.5pt; }
  h1, h2, h3, h4, .caption, summary { break-after: avoid; }
  p, li { orphans: 3; widows: 3; }
  figure, .note, .drawing, li { break-inside: avoid; }
  .skip { display: none; }
  nav { break-after: avoid; }
  .statement, .note, nav, thead th, .drawing { print-color-adjust: exact;
    -webkit-print-color-adjust: exact; }
  .table { margin: 12pt 0; }
  .scroll, .drawing { overflow: visible; }
  .drawing { border: 0; padding: 0; }
  .drawing svg { max-height: 230mm; }
  table, .many table { font-size: 8pt; line-height: 1.35; width: 100%; min-width: 0; }
  .many table { font-size: 7pt; }
  .notes { font-size: 7.5pt; line-height: 1.35; }
  th, td, .many th, .many td { padding: 2pt 4pt; }
  tbody th { position: static; }
  td { min-width: 0; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  .landscape { page: wide; }
  details { border: 0; padding: 0; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  summary { list-style: none; }
  summary::-webkit-details-marker { display: none; }
  a { color: inherit; text-decoration: none; }
  main a[href^="http"]::after { content: " (" attr(href) ")"; font-size: 0.85em;
    overflow-wrap: anywhere; }
  main a.bare[href^="http"]::after { content: none; }
  :target { background: none; }
}
]]
