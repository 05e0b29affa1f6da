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
    "sold": "#b4602a",
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
    "sold": "#c97a45",
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
.tags{list-style:none;display:flex;flex-wrap:wrap;gap:0 .9rem;padding:0;margin:.5rem 0;font-size:.85rem;color:var(--quiet)}
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
.copy{font:inherit;font-size:.8rem;color:var(--quiet);background:none;border:0;padding:.1rem .3rem;cursor:pointer;min-height:1.5rem;
 border-radius:.3rem}
.copy:hover,.copy.done{color:var(--accent)}.copied{width:min(32rem,100%);font:inherit;font-size:.9rem;display:block}
@media (hover:hover){.prose .copy,.found .copy,.take .copy{opacity:0}.at .copy,:hover>.copy,:hover>*>.copy,.copy:focus-visible,
 .lit .copy{opacity:1}}
.scroll{overflow-x:auto;margin:.5rem 0}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th{text-align:left;font-weight:600;font-size:.82rem;color:var(--quiet);padding:.3rem .9rem .3rem 0;border-bottom:1px solid var(--line)}
td{padding:.5rem .9rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
td .where{display:block;margin-top:.15rem}
td.c{font-variant-numeric:tabular-nums;color:var(--quiet)}
.map{margin:1.4rem 0 1rem;max-width:46rem}
.strip{display:block;width:100%;height:2.75rem}
.strip .r{fill:color-mix(in srgb,var(--accent) 16%,var(--ground))}.strip .g{fill:var(--ground)}.strip .ad{fill:var(--sold)}
.strip .c{fill:var(--accent)}
.strip .f{fill:none;stroke:var(--line)}.strip .head{fill:var(--ink)}
.strip .ch{fill:transparent;stroke:var(--ground);stroke-width:1.5;vector-effect:non-scaling-stroke}
.strip a{outline-offset:-.1rem}.strip a:hover .ch,.strip a:focus-visible .ch{fill:color-mix(in srgb,var(--accent) 30%,transparent)}
.strip a.now .ch{fill:color-mix(in srgb,var(--accent) 22%,transparent)}
.scale{display:flex;justify-content:space-between;max-width:none!important;margin:.15rem 0 .4rem;font-size:.76rem;color:var(--quiet);
 font-variant-numeric:tabular-nums}
.map figcaption{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;font-size:.82rem;color:var(--quiet)}
.key i{display:inline-block;width:.7em;height:.7em;border-radius:.12em;margin-right:.4em;border:1px solid transparent}
.key .c{background:var(--accent)}.key .ad{background:var(--sold)}.key .g{border-color:var(--quiet)}
.key .r{background:color-mix(in srgb,var(--accent) 16%,var(--ground));border-color:var(--line)}
.toc{list-style:none;display:flex;flex-wrap:wrap;gap:.15rem 1rem;padding:.7rem 0 0;margin:1.2rem 0 0;border-top:1px solid var(--line);
 font-size:.92rem}
.toc li{white-space:nowrap}.toc a{text-decoration:none}.toc a:hover{text-decoration:underline}
.toc span{color:var(--quiet);font-size:.82em;font-variant-numeric:tabular-nums}
.cards{list-style:none;padding:0;margin:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:.8rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem;min-width:0;display:flex;
 flex-direction:column;gap:.3rem;
 align-items:flex-start}
.card p{margin:0}.card blockquote{margin:0;font:1rem/1.5 ui-serif,"Iowan Old Style",Charter,Georgia,serif;overflow-wrap:anywhere;flex:1}
.card .big{font-size:1.3rem;font-weight:650;letter-spacing:-.01em;font-variant-numeric:tabular-nums;line-height:1.25}
.card .due{font-weight:600;color:var(--accent);font-size:.92rem}.card .note{font-size:.84rem}
.more>summary{padding:.5rem 0}.more[open]>summary{margin-bottom:.4rem}
.figures{display:flex;flex-wrap:wrap;gap:.6rem 2rem;margin:.4rem 0 1rem}.figures div{display:flex;flex-direction:column-reverse}
.figures dt{font-size:.82rem;color:var(--quiet)}.figures dd{margin:0;font-size:1.35rem;font-weight:650;font-variant-numeric:tabular-nums}
.at[data-ew]{box-shadow:-.25rem 0 0 var(--accent);border-radius:.1rem}.quote.at,.card.at,.quote.lit,.card.lit{border-color:var(--accent)}
[data-ew].lit .w{background:var(--mark);border-radius:.15rem}
details{margin:1rem 0}details.by{margin:.5rem 0}details.by summary{color:var(--quiet)}summary{cursor:pointer;color:var(--accent)}
.warn{color:var(--warn)}
.passage{margin:1.1rem 0;scroll-margin-top:6rem}
.passage.now{box-shadow:-.22rem 0 0 .1rem var(--ground),-.34rem 0 0 .1rem var(--accent)}
::highlight(line),::highlight(asked){background-color:var(--lit)}
.passage .head{display:block;font-size:.84rem;color:var(--quiet);margin-bottom:.1rem}
.passage .head b{color:var(--ink);font-weight:600}
.passage.aside_{margin:.5rem 0;font-size:.78rem}.passage.aside_ .head{display:inline;margin-right:.4rem}
.js .passage.aside_:not(.on,:target,:has(.on,:target)){display:none}
.passage.heading .w{font-weight:650}.passage.quote_ .w{border-left:.2rem solid var(--line);padding-left:.8rem;display:block}
.passage.code .w{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.9em}
.e{background:var(--mark);border-radius:.15rem}
.e.n{background:none;text-decoration:underline dotted var(--quiet) .08em;text-underline-offset:.2em}
.e[id],.e span[id]{scroll-margin-top:30vh}
.e.on,.e :target,.e:target{background:var(--lit)}
.u{color:var(--quiet);font-size:.9em}
.passage:target{outline:.12rem solid var(--lit);outline-offset:.4rem;border-radius:.2rem}
.quote:target{border-color:var(--accent)}
footer{color:var(--quiet);font-size:.86rem;margin-top:4rem;border-top:1px solid var(--line);padding-top:1rem;overflow-wrap:anywhere}
@media (max-width:34rem){
.map figcaption,.toc{gap:.1rem .8rem}
.rows thead{position:absolute;left:-99rem}.rows tr{display:block;padding:.7rem 0;border-bottom:1px solid var(--line)}
.rows td{display:block;border:0;padding:.08rem 0}.rows td:empty{display:none}
.names td{display:inline;padding-right:.7rem}.names td:first-child{display:block}.names td.c::after{content:"×"}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{.js .passage.aside_:not(.on,:target,:has(.on,:target)){display:block}
nav,.player,.copy,.skip,.more>summary{display:none!important}
.item,.heard{display:block!important;height:auto!important;
 max-width:none;
 overflow:visible!important}body{background:#fff;color:#000}
.quote{break-inside:avoid}h2,h3{break-after:avoid}.e{background:none;text-decoration:underline;
 text-decoration-color:#999}a{color:inherit}}
"""
)
"""Colours, type and everything a digest is made of; the hub's pages use these too."""

ITEM = """
.item{max-width:92rem;margin:0 auto;padding:0 1.25rem 6rem}
.told,.heard{min-width:0}
.told section,.told header{max-width:46rem}
.player{background:var(--ground);z-index:4}
.player audio,.player video{display:block;width:100%}.player video{max-height:38vh;background:#000}
.player .note{margin:.3rem 0;max-width:none;font-size:.8rem}
.player .open{display:inline-block;padding:.35rem .9rem;border:1px solid var(--line);border-radius:.4rem;background:var(--card);
 text-decoration:none}
.follow{font:inherit;font-size:.84rem;margin:.3rem 0 0;background:var(--card);color:var(--accent);border:1px solid var(--line);
 border-radius:.4rem;padding:.1rem .7rem;
 cursor:pointer}
.follow[hidden],.asked[hidden]{display:none}
.controls{display:flex;flex-wrap:wrap;gap:.35rem;margin:.35rem 0 0;align-items:center}
.controls button,.controls select,.asked button{font:inherit;font-size:.84rem;margin:0;background:var(--card);color:var(--accent);
 border:1px solid var(--line);
 border-radius:.4rem;padding:.1rem .6rem;min-height:1.75rem;cursor:pointer}
.controls select{color:var(--ink);padding:.1rem .3rem}
.controls button:hover,.asked button:hover{border-color:var(--accent)}
.asked{position:relative;border:1px solid var(--accent);border-radius:.5rem;background:var(--card);padding:.5rem 2.2rem .5rem .8rem;
 margin:0 0 .5rem}
.asked .words{margin:0 0 .3rem;font:1rem/1.45 ui-serif,"Iowan Old Style",Charter,Georgia,serif;max-width:none;
 display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:4;overflow:hidden}
.asked .where{margin:0;display:flex;flex-wrap:wrap;gap:.35rem;align-items:center}
.asked .close{position:absolute;top:.3rem;right:.3rem;border:0;background:none;color:var(--quiet);min-width:1.75rem}
@media (max-width:71.99rem){
.player{position:fixed;left:0;right:0;bottom:0;padding:.4rem .8rem;border-top:1px solid var(--line);
 box-shadow:0 -.2rem .8rem rgb(0 0 0/.08)}
.player audio{height:2.6rem}.player video{max-height:24vh}.asked .words{-webkit-line-clamp:2}
.passage{scroll-margin-top:5rem}
}
@media (min-width:72rem){
.item{display:grid;grid-template-columns:minmax(0,46rem) minmax(22rem,1fr);column-gap:3.5rem;align-items:start;padding-bottom:0}
.told{padding-bottom:6rem}
.heard{position:sticky;top:var(--bar,0px);height:calc(100vh - var(--bar,0px));overflow-y:auto;overscroll-behavior:contain;
 padding:0 .4rem 3rem 1.6rem;
 border-left:1px solid var(--line)}
.heard .player{position:sticky;top:0;padding:.9rem 0 .6rem;border-bottom:1px solid var(--line)}
.heard h2{border:0;padding:0;margin:1.2rem 0 .6rem}
.heard .e[id],.heard .e span[id],.heard .passage{scroll-margin-top:8rem}
}
"""
"""The item on wide screens: what was told beside what was heard; on phones one after the other, the player at the foot."""

LAYOUT = """
header{padding:2.2rem 0 .4rem}
"""
"""Where things stand on a page that is a file of its own."""

STYLE = COMPONENTS + ITEM + LAYOUT
