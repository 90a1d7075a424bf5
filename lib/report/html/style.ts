/** The style of the page. All of it is here, so that nothing is loaded. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f4f6f9; --card: #ffffff; --ink: #18212f; --muted: #586478; --line: #dfe4ec; --soft: #eef2f7; --link: #1b5fc1;
  --tone-main: #2f6fde; --tone-second: #0f9f8f; --tone-good: #2e9e5b; --tone-warn: #d98a00; --tone-bad: #d3382f; --warn-text: #8f5600;
  --bar: #2f6fde; --track: #e9eef5; --shadow: 0 1px 2px rgb(20 30 50 / .06), 0 6px 20px rgb(20 30 50 / .05);
  --h1: #fde3c8; --h2: #fbc48d; --h3: #f39a4f; --h4: #e0662c; --h5: #b8321d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e131a; --card: #161d27; --ink: #e4eaf2; --muted: #9aa8bb; --line: #2a3442; --soft: #1e2733; --link: #86b4ff;
    --tone-main: #6ca2ff; --tone-second: #35c9b6; --tone-good: #56c986; --tone-warn: #f0b145; --tone-bad: #ff7367; --warn-text: #f0b145;
    --bar: #5b93f5; --track: #232d3a; --shadow: none;
    --h1: #3a2a1e; --h2: #6b4020; --h3: #94501b; --h4: #d9772b; --h5: #ffb070;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
h1 { margin: .1rem 0 .4rem; font-size: clamp(1.6rem, 4.4vw, 2.4rem); line-height: 1.15; letter-spacing: -.02em; overflow-wrap: anywhere; }
h2 { margin: 2.6rem 0 1rem; font-size: 1.3rem; letter-spacing: -.01em; overflow-wrap: anywhere; }
h3 { margin: 0; font-size: 1.05rem; }
.shell { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: 0 2.6rem; max-width: 78rem; margin: 0 auto; padding: 2.2rem 1.6rem 3rem; }
header { grid-column: 1 / -1; margin-bottom: 1.4rem; }
.kicker { margin: 0; color: var(--muted); font-size: .8rem; letter-spacing: .08em; text-transform: uppercase; }
.when { margin: 0; font-size: 1.05rem; color: var(--muted); } .when strong { color: var(--ink); font-weight: 600; }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; margin: .8rem 0 0; padding: 0; list-style: none; }
.chips li { padding: .12rem .65rem; border: 1px solid var(--line); border-radius: 99px; background: var(--card); font-size: .82rem; color: var(--muted); overflow-wrap: anywhere; }
.chips b { color: var(--ink); font-weight: 600; }
nav { position: sticky; top: 1.2rem; align-self: start; max-height: calc(100vh - 2.4rem); overflow: auto; font-size: .9rem; scrollbar-width: thin; }
nav ul { margin: 0; padding: 0; list-style: none; } nav li { margin: .1rem 0; }
nav a { display: block; overflow-wrap: anywhere; padding: .16rem .6rem; border-left: 2px solid transparent; border-radius: 0 6px 6px 0; color: var(--muted); }
nav a:hover { color: var(--ink); background: var(--soft); text-decoration: none; }
nav .top > a { margin-top: .55rem; color: var(--ink); font-weight: 600; }
main > section:first-child h2 { margin-top: 0; }
.card { margin: 0 0 1.2rem; padding: 1.15rem 1.3rem 1.2rem; border: 1px solid var(--line); border-radius: 14px; background: var(--card); box-shadow: var(--shadow); }
.question { margin: .1rem 0 .9rem; color: var(--muted); font-size: .92rem; }
.nothing { margin: .2rem 0 0; color: var(--muted); }
p.note { margin: .6rem 0 0; color: var(--muted); font-size: .85rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.8rem, 1fr)); gap: .8rem; margin: 0 0 1.2rem; }
.tile { display: flex; flex-direction: column; padding: .8rem 1rem .75rem; border: 1px solid var(--line); border-radius: 14px; background: var(--card); box-shadow: var(--shadow); }
.tile dt { order: 1; color: var(--muted); font-size: .83rem; } .tile dd { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .45rem; margin: 0; }
.tile .big { font-size: 1.55rem; font-weight: 650; letter-spacing: -.02em; line-height: 1.2; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tile .long { font-size: 1.25rem; line-height: 1.49; } .tile .share { color: var(--muted); font-size: .85rem; white-space: nowrap; }
.tile.warn .big { color: var(--warn-text); } .tile.bad .big { color: var(--tone-bad); }
.findings { margin: 0; padding: 0; list-style: none; }
.findings li { display: grid; grid-template-columns: 1.1rem 1fr; gap: .1rem .5rem; padding: .42rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.findings li:first-child { border-top: 0; }
.findings .dot { width: .62rem; height: .62rem; margin-top: .45rem; border-radius: 50%; background: var(--tone-main); }
.findings .warn .dot { background: var(--tone-warn); border-radius: 2px; } .findings .bad .dot { background: var(--tone-bad); border-radius: 0; transform: rotate(45deg); }
.findings b { font-weight: 600; }
figure { margin: 0 0 1rem; } figure:last-of-type { margin-bottom: .3rem; }
figcaption { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .9rem; color: var(--muted); font-size: .88rem; }
figcaption strong, caption strong { color: var(--ink); font-weight: 600; }
figcaption .peak { margin-left: auto; }
.key::before { content: ""; display: inline-block; width: .7em; height: .7em; margin-right: .35em; border-radius: 2px; background: currentColor; vertical-align: -.02em; }
.key { white-space: nowrap; } .key.tone-main::before { background: var(--tone-main); } .key.tone-second::before { background: var(--tone-second); }
.key.tone-good::before { background: var(--tone-good); } .key.tone-warn::before { background: var(--tone-warn); } .key.tone-bad::before { background: var(--tone-bad); }
.chart svg { display: block; width: 100%; height: auto; font-family: inherit; } .for-narrow { display: none; }
.hints rect { fill: var(--ink); opacity: 0; } .hints rect:hover { opacity: .09; }
details.numbers > summary { color: var(--link); font-size: .9rem; cursor: pointer; } details.numbers[open] > summary { margin-bottom: .6rem; }
.list { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.list th { padding: .3rem .6rem; border-bottom: 1px solid var(--line); color: var(--muted); font-size: .8rem; font-weight: 600; text-align: left; vertical-align: bottom; }
.list td { padding: .38rem .6rem; border-bottom: 1px solid var(--soft); vertical-align: top; font-size: .92rem; }
.list th:first-child, .list td:first-child { padding-left: 0 !important; } .list th:last-child, .list td:last-child { padding-right: 0 !important; }
.list tbody tr:hover td { background: var(--soft); }
.list .num { text-align: right; } .list td.num { white-space: nowrap; } .list th.num { min-width: 3.6rem; } .list .label, .list .text { overflow-wrap: anywhere; min-width: 5.4rem; }
.list .label { width: 36%; min-width: 13rem; }
.list .label .v { font-weight: 500; }
@media print, (min-width: 46.01rem) {
  .list .few .label { width: 50%; } .list .short .label { width: 16%; min-width: 9rem; } .list .many .label { width: 24%; min-width: 9.4rem; } .list .many :is(th, td) { padding-left: .4rem; padding-right: .4rem; }
 .list .wide-8 { min-width: 5.4rem; } .list .wide-10 { min-width: 6.4rem; } .list .wide-12 { min-width: 7.85rem; } .list .wide-14 { min-width: 8.6rem; }
}
.list tfoot td { border-bottom: 0; color: var(--muted); } .list tfoot .label .v { font-weight: 400; }
.list time span { white-space: nowrap; } .clock, .none, .zero, .arn { color: var(--muted); } .none { font-style: italic; }
.bar, .range { display: block; width: 100%; height: 5px; margin-top: .22rem; border-radius: 3px; background: var(--track); overflow: hidden; }
.bar rect, .range .span { fill: var(--bar); } .range .track { fill: var(--track); } .range .point { fill: var(--ink); }
.more { display: inline-block; margin-top: .6rem; color: var(--link); font-size: .9rem; cursor: pointer; } .more input { accent-color: var(--link); }
.list:has(.more input:not(:checked)) :is(tr.extra, tr.at-last), .list:has(.more input:checked) tr.at-first { display: none; }
th button { all: unset; cursor: pointer; } th button:hover { color: var(--ink); text-decoration: underline; } th button:focus-visible { outline: 2px solid var(--link); }
th[aria-sort=ascending] button::after { content: " ↑"; } th[aria-sort=descending] button::after { content: " ↓"; }
.card { position: relative; } .search { position: absolute; top: 1.1rem; right: 1.3rem; width: 11rem; padding: .35rem .7rem; border: 1px solid var(--line); border-radius: 8px; background: var(--page); color: var(--ink); font: inherit; font-size: .9rem; }
.searching tr.extra { display: revert !important; } .searching tfoot { display: none; } .searching tr.filtered { display: none !important; }
.heat { margin: 0 0 1rem; overflow-x: auto; } .heat table { table-layout: fixed; min-width: 34rem; border-collapse: separate; border-spacing: 2px; }
.heat caption { padding-bottom: .35rem; white-space: normal; color: var(--muted); font-size: .88rem; text-align: left; }
.heat th { color: var(--muted); font-size: .75rem; font-weight: 400; text-align: left; white-space: nowrap; overflow: visible; } .heat tr > :first-child { width: 3.6rem; }
.heat tbody td { height: 1.5rem; padding: 0; border-radius: 4px; background: var(--soft); font-size: .68rem; text-align: center; }
.heat .h1 { background: var(--h1); } .heat .h2 { background: var(--h2); } .heat .h3 { background: var(--h3); } .heat .h4 { background: var(--h4); } .heat .h5 { background: var(--h5); }
.heat :is(.h1, .h2, .h3, .h4) { color: #241104; } .heat .h5 { color: #fff; }
@media (prefers-color-scheme: dark) { .heat .h1, .heat .h2, .heat .h3 { color: #f6e7d8; } .heat .h4, .heat .h5 { color: #1d0f04; } }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
details.part { margin: 0 0 1.2rem; } details.part > summary { padding: .7rem 1.1rem; border: 1px solid var(--line); border-radius: 14px; background: var(--card); cursor: pointer; font-weight: 600; overflow-wrap: anywhere; }
details.part[open] > summary { margin-bottom: 1.2rem; } details.part h2 { font-size: 1.15rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.2rem; margin: 0; font-size: .92rem; } .facts dt { color: var(--muted); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.problems { margin: .8rem 0 0; padding-left: 1.2rem; font-size: .9rem; overflow-wrap: anywhere; } .problems li { margin: .2rem 0; }
footer { grid-column: 1 / -1; margin-top: 1.6rem; color: var(--muted); font-size: .85rem; }
@media (max-width: 76rem) {
  .shell { display: block; padding: 1.4rem 1.1rem 2rem; }
  nav { position: static; max-height: none; margin: 0 0 1.4rem; overflow-x: auto; } nav > ul { display: flex; gap: .4rem; } nav ul ul { display: none; }
  nav .top > a { margin: 0; padding: .3rem .8rem; border: 1px solid var(--line); border-radius: 99px; background: var(--card); white-space: nowrap; font-weight: 500; }
}
@media (max-width: 46rem) {
  .shell { padding: 1.1rem .8rem 2rem; } .card { padding: .95rem .9rem; border-radius: 12px; }
  .tiles { grid-template-columns: repeat(2, 1fr); gap: .6rem; } .tile .big { font-size: 1.3rem; } .tile .long { font-size: 1.1rem; }
  .for-wide { display: none; } .for-narrow { display: block; } figcaption .peak { flex-basis: 100%; margin: 0; }
  .search { position: static; width: 100%; margin: 0 0 .4rem; } .list thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .list table, .list tbody, .list tfoot { display: block; }
  .list tr { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .1rem .9rem; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .list td { display: flex; justify-content: space-between; gap: .6rem; padding: .05rem 0 !important; border: 0; }
  .list td::before { content: attr(data-label); white-space: normal; color: var(--muted); font-size: .8rem; }
  .list td.label { grid-column: 1 / -1; order: -1; display: block; width: auto; min-width: 0; margin-bottom: .15rem; } .list td.label::before { content: none; } .list .label .v { font-weight: 600; }
  .list td.text { grid-column: 1 / -1; min-width: 0; } .list td.text .v { text-align: right; } .list td.void { display: none; }
  .list tbody tr:hover td { background: none; }
  .heat table { min-width: 0; border-spacing: 1px; } .heat tbody td { height: 1.1rem; border-radius: 2px; } .heat tbody td span { display: none; } .heat tr > :first-child { width: 2.9rem; } .heat th { font-size: .66rem; }
  .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: .5rem; }
}
@media print {
  :root { --page: #fff; --card: #fff; --ink: #111; --muted: #555; --line: #ccc; --soft: #f3f3f3; --track: #eee; --bar: #2f6fde; --shadow: none; --link: #111;
    --tone-main: #2f6fde; --tone-second: #0f9f8f; --tone-warn: #c77f00; --tone-bad: #c7302a; --h1: #fde3c8; --h2: #fbc48d; --h3: #f39a4f; --h4: #e0662c; --h5: #b8321d; }
  body { font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; } .shell { display: block; max-width: none; padding: 0; }
  nav, .more, .search, details.numbers > summary { display: none; } .list tr:is(.extra, .at-last) { display: table-row !important; } .list tr.at-first { display: none !important; }
  details::details-content { content-visibility: visible; display: block; } .card, .tile { box-shadow: none; } .card h3, h2 { break-after: avoid; } tr, figure, .tile, .heat { break-inside: avoid; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;
