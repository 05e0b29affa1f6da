"""The page's one style sheet. Its hash stands in the page's content security policy; style attributes are not allowed.

Contrast of every text colour on its ground is at least 4.5:1 (WCAG 2.2 AA), in both colour schemes; a test computes it.
"""

from __future__ import annotations

LIGHT = {
    "ground": "#fdfcf9",
    "card": "#ffffff",
    "ink": "#1c2227",
    "quiet": "#59636d",
    "line": "#e2dfd7",
    "accent": "#0a5a86",
    "mark": "#fbeab6",
    "lit": "#ffd75e",
    "warn": "#8a3b00",
}
DARK = {
    "ground": "#14171a",
    "card": "#1b2024",
    "ink": "#e7e5df",
    "quiet": "#a0a9b1",
    "line": "#31383e",
    "accent": "#82c5ee",
    "mark": "#3a3214",
    "lit": "#6d5710",
    "warn": "#ffb27a",
}


def _variables(colors: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in colors.items())


COMPONENTS = (
    f"""
:root{{color-scheme:light dark;{_variables(LIGHT)}}}
@media (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}
"""
    """
*{box-sizing:border-box}
html{font:100%/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%;
 scroll-padding-top:4.5rem}
body{margin:0;background:var(--ground);color:var(--ink)}
a{color:var(--accent);text-underline-offset:.15em;text-decoration-thickness:.06em}
:focus-visible{outline:.15rem solid var(--accent);outline-offset:.15rem;border-radius:.2rem}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:9}
h1,h2,h3{line-height:1.22;text-wrap:balance;font-weight:650;overflow-wrap:anywhere}
h1{font-size:clamp(1.7rem,1.2rem + 2.4vw,2.6rem);letter-spacing:-.018em;margin:0 0 .8rem}
h1.long{font-size:clamp(1.35rem,1.1rem + 1.2vw,1.8rem)}
h2{font-size:1.3rem;letter-spacing:-.01em;margin:3.2rem 0 1rem;padding-top:1.1rem;border-top:1px solid var(--line)}
h3{font-size:1.02rem;margin:1.6rem 0 .4rem}
main>section:first-child h2{margin-top:.4rem}
.by,.sure{color:var(--quiet);margin:.2rem 0;font-size:.95rem}
.take{font:500 1.32rem/1.45 ui-serif,"Iowan Old Style",Charter,Georgia,serif;margin:1.8rem 0 1.2rem;padding-left:1.1rem;
 border-left:.22rem solid var(--accent);max-width:42rem}
.tags{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem;padding:0;margin:1rem 0}
.tags li{border:1px solid var(--line);border-radius:1rem;padding:.05rem .7rem;font-size:.85rem;color:var(--quiet)}
audio{width:100%;max-width:42rem;margin:1rem 0}
main p,main li{max-width:42rem;overflow-wrap:anywhere}
.prose p{margin:.35rem 0 .9rem}
ul.found,ol.found{list-style:none;padding:0;margin:0}
.found>li{margin:.75rem 0;padding-left:1.1rem;position:relative}
.found>li::before{content:"";position:absolute;left:0;top:.68em;width:.4rem;height:.4rem;border-radius:50%;background:var(--line)}
.t{font-variant-numeric:tabular-nums;font-size:.84em;white-space:nowrap;text-decoration:none;padding:.08em .4em;border-radius:.3rem;
 background:color-mix(in srgb,var(--accent) 9%,transparent)}
.t:hover{background:color-mix(in srgb,var(--accent) 20%,transparent)}
.who{font-style:normal;color:var(--quiet);font-size:.9em}
.where{white-space:normal}
.chapters{list-style:none;padding:0}.chapters li{display:grid;grid-template-columns:4.6rem 1fr;gap:.6rem;padding:.35rem 0;
 align-items:baseline}
.chapters .t{justify-self:end}
.quote{margin:1rem 0;padding:1.15rem 1.3rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:.7rem;
 max-width:42rem}
.quote blockquote{margin:0;font:1.13rem/1.55 ui-serif,"Iowan Old Style",Charter,Georgia,serif;overflow-wrap:anywhere}
.quote figcaption{margin-top:.65rem;font-size:.92rem;display:flex;flex-wrap:wrap;gap:.2rem .7rem;align-items:baseline}
.quote .who{color:var(--ink);font-weight:600}
.note{color:var(--quiet);font-size:.9rem}
.quote .note{flex-basis:100%}
.score{margin-left:auto;color:var(--quiet);font-variant-numeric:tabular-nums;font-size:.86rem}
.copy{display:none;font:inherit;font-size:.84rem;color:var(--accent);background:none;border:0;padding:.1rem;cursor:pointer}
.js .copy{display:inline}
.scroll{overflow-x:auto;margin:.5rem 0}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th{text-align:left;font-weight:600;font-size:.82rem;color:var(--quiet);padding:.3rem .9rem .3rem 0;border-bottom:1px solid var(--line)}
td{padding:.5rem .9rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
td .where{display:block;margin-top:.15rem}
td.n{font-weight:650;font-variant-numeric:tabular-nums;white-space:nowrap}
td.c{font-variant-numeric:tabular-nums;color:var(--quiet)}
.strip{display:block;width:100%;max-width:42rem;height:1.5rem;margin:1rem 0 .3rem}
.strip .r{fill:var(--line)}.strip .g{fill:var(--ground)}.strip .c{fill:var(--accent)}.strip .f{fill:none;stroke:var(--line)}
.key{font-size:.86rem;color:var(--quiet)}
details{margin:1rem 0}summary{cursor:pointer;color:var(--accent)}
.warn{color:var(--warn)}
.passage{margin:1.1rem 0;scroll-margin-top:4.5rem}
.passage .head{display:block;font-size:.84rem;color:var(--quiet);margin-bottom:.1rem}
.passage .head b{color:var(--ink);font-weight:600}
.passage.heading .w{font-weight:650}.passage.quote_ .w{border-left:.2rem solid var(--line);padding-left:.8rem;display:block}
.passage.code .w{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.9em}
.e{background:var(--mark);border-radius:.15rem}
.e.n{background:none;text-decoration:underline dotted var(--quiet) .08em;text-underline-offset:.2em}
.e span[id]{scroll-margin-top:30vh}
.e.on,.e :target,.e:target{background:var(--lit)}
.u{color:var(--quiet);font-size:.9em}
.passage:target{outline:.12rem solid var(--lit);outline-offset:.4rem;border-radius:.2rem}
.quote:target{border-color:var(--accent)}
footer{color:var(--quiet);font-size:.86rem;margin-top:4rem;border-top:1px solid var(--line);padding-top:1rem;overflow-wrap:anywhere}
@media (max-width:34rem){
.rows thead{position:absolute;left:-99rem}.rows tr{display:block;padding:.7rem 0;border-bottom:1px solid var(--line)}
.rows td{display:block;border:0;padding:.08rem 0}.rows td:empty{display:none}td.n{white-space:normal}
.names td{display:inline;padding-right:.7rem}.names td:first-child{display:block}.names td.c::after{content:"×"}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{nav,audio,.copy,.skip{display:none!important}.page{display:block;max-width:none;padding:0}body{background:#fff;color:#000}
.quote{break-inside:avoid}h2,h3{break-after:avoid}.e{background:none;text-decoration:underline;
 text-decoration-color:#999}a{color:inherit}}
"""
)
"""Colours, type and everything a digest is made of; the hub's pages use these too."""

LAYOUT = """
.page{max-width:68rem;margin:0 auto;padding:0 1.25rem 6rem;display:grid;grid-template-columns:minmax(0,1fr);column-gap:4rem}
header{padding:3.5rem 0 1.5rem}
nav{position:sticky;top:0;z-index:5;background:var(--ground);border-bottom:1px solid var(--line);margin:0 -1.25rem;overflow-x:auto;
 scrollbar-width:none}
nav ul{list-style:none;display:flex;gap:1.25rem;padding:.7rem 1.25rem;margin:0;white-space:nowrap;font-size:.9rem}
nav a{color:var(--quiet);text-decoration:none}nav a:hover{color:var(--accent);text-decoration:underline}
main{min-width:0;max-width:46rem}
@media (min-width:62rem){
.page{grid-template-columns:11rem minmax(0,1fr)}
header{grid-column:2}
nav{grid-column:1;grid-row:1/span 2;align-self:start;border:0;margin:3.5rem 0 0;top:1rem;overflow:visible;max-height:96vh;
 overflow-y:auto}
nav ul{flex-direction:column;gap:.45rem;padding:.4rem 0}
main{grid-column:2}html{scroll-padding-top:1.5rem}
}
"""
"""Where things stand on a page that is a file of its own."""

STYLE = COMPONENTS + LAYOUT
