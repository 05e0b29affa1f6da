"""The site: every link leads somewhere, nothing needs a server, search finds without one."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import feedparser
import pytest
from tests.storage.archive_values import SOURCE
from tests.website.conftest import MILL, TIDES
from tests.website.shared_archive import contents, drop, put

from earwitness.errors import UsageError
from earwitness.recheck.verify import verify
from earwitness.search.words import index_text
from earwitness.website.publishing.output_folder import RECORD
from earwitness.website.site import offline_index
from earwitness.website.site.links import page_file

SCRIPT = Path(offline_index.__file__).with_name("search.js")


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.scripts: list[dict[str, str | None]] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        self.links += [value for name in ("href", "src", "action") if (value := given.get(name))]
        self.ids |= {given["id"]} if given.get("id") else set()
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "script":
            self.scripts.append(given)


def pages(out: Path) -> dict[str, Page]:
    return {path: Page(content.decode()) for path, content in contents(out).items() if path.endswith(".html")}


def test_every_link_leads_to_a_file_of_the_site(archive, run, out: Path) -> None:
    put(archive[0], "c" * 16, "Index", seen=3)
    run("site", base_url="https://hub.example/x/")
    result = pages(out)
    assert {"index.html", "items/index.html", "entities/index.html", "topics/index.html", "quotes.html", "search.html", "404.html"} <= set(
        result
    )
    followed = 0
    for path, page in result.items():
        for link in page.links:
            target = unquote(link.partition("#")[0].partition("?")[0])
            if re.match(r"[a-z]+:", link) or not target:
                continue
            if path == "404.html":
                assert link.startswith("/x/")
                target = target.removeprefix("/x/")
            else:
                assert not link.startswith("/")
                target = str((out / path).parent.joinpath(target).resolve().relative_to(out.resolve()))
            assert (out / target).is_file(), (path, link)
            followed += 1
    assert followed > 300


def test_pages_carry_a_strict_policy_and_nothing_that_breaks_it(run, out: Path) -> None:
    run("site")
    for path, page in pages(out).items():
        text = (out / path).read_text("utf-8")
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        assert policy
        assert "default-src 'none'" in policy[1].replace("&#39;", "'")
        assert "unsafe" not in policy[1]
        assert page.inline == []
        assert all(script.get("src") for script in page.scripts)
        assert "<form" not in text or 'method="post"' not in text


def test_the_site_can_be_verified_and_two_runs_are_the_same_bytes(run, out: Path, tmp_path: Path) -> None:
    run("site")
    outcome = verify(out)
    assert not outcome.faults
    assert len([page for page in outcome.checked if page.page.suffix == ".html"]) == 2
    assert run("site").made == 0
    run("site", out=tmp_path / "other")
    assert contents(tmp_path / "other") == contents(out)
    page = out / page_file("item", MILL)
    page.write_bytes(page.read_bytes().replace(b"6.3 billion", b"6.4 billion"))
    assert verify(out).faults


def test_a_new_item_changes_little_and_an_erased_one_leaves_no_trace(archive, run, out: Path) -> None:
    run("site")
    before = contents(out)
    put(archive[0], "c" * 16, "Entirely otherwise", seen=3)
    run("site")
    after = contents(out)
    assert before[page_file("item", MILL)] == after[page_file("item", MILL)]
    assert b"Entirely otherwise" in after["index.html"]
    drop(archive[0], "c" * 16)
    run("site")
    left = contents(out)
    assert not any(b"Entirely otherwise" in content for content in left.values())
    assert {path for path in left if left[path] != before.get(path)} <= {RECORD}


def test_a_choice_of_items_tells_nothing_of_the_others(run, out: Path) -> None:
    run("site", limit=1)
    held = contents(out)
    assert page_file("item", TIDES) in held
    assert not any(b"The mill" in content or MILL.encode() in content for content in held.values())
    assert not any(path.startswith(("entities/", "topics/", "sources/", "quotes")) for path in held)
    assert run("site", source_id="f" * 16, out=out.with_name("none")).notes == ()


def test_feeds_and_sitemap_name_the_base_address(run, out: Path) -> None:
    run("site", base_url="https://hub.example/x/", title="The hub")
    read = feedparser.parse((out / "feeds/all.xml").read_text("utf-8"))
    assert not read.bozo
    assert [entry.link for entry in read.entries] == [f"https://hub.example/x/items/{id_}.html" for id_ in (TIDES, MILL)]
    assert json.loads((out / f"feeds/source-{SOURCE.id}.json").read_text("utf-8"))["items"][0]["url"].startswith("https://hub.example/x/")
    found = ET.fromstring((out / "sitemap.xml").read_text("utf-8"))
    places = [node.text for node in found.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert f"https://hub.example/x/items/{MILL}.html" in places
    assert len(places) == len(set(places))
    for place in places:
        assert (out / unquote(place.removeprefix("https://hub.example/x/"))).is_file()
    text = (out / page_file("item", MILL)).read_text("utf-8")
    assert '<meta property="og:title" content="The mill' in text
    assert f'<link rel="canonical" href="https://hub.example/x/items/{MILL}.html">' in text
    assert '<meta property="og:image" content="https://hub.example/x/assets/preview.png">' in text
    assert (out / "assets/preview.png").read_bytes().startswith(b"\x89PNG")


def test_names_topics_and_saved_searches_have_feeds(archive, run, out: Path) -> None:
    for at in range(2):
        put(archive[0], f"{at:016x}", f"Part {at}", published=f"2026-01-0{at + 1}", seen=3 + at)
    run("site", base_url="https://hub.example/x/", searches=(("Nothing", "zeppelin"), ("Pumps & turbines", "turbine")))
    held = pages(out)
    reported = 0
    for path, page in held.items():
        feeds = [link for link in page.links if re.search(r"feeds/(entity|topic|source)-[^/]*\.xml$", link)]
        if path.startswith(("entities/", "topics/", "sources/")) and not path.endswith("index.html"):
            assert feeds, path  # four items hold it
            read = feedparser.parse((out / path).parent.joinpath(unquote(feeds[0])).read_text("utf-8"))
            assert len(read.entries) == 4
            assert unquote(read.feed.link) == f"https://hub.example/x/{path}"
            reported += 1
    assert reported > 5
    saved = [link for link in held["search.html"].links if "search-" in link]
    assert saved == [f"feeds/search-{name}.{form}" for name in ("nothing", "pumps-turbines") for form in ("xml", "json")]
    assert len(feedparser.parse((out / "feeds/search-pumps-turbines.xml").read_text("utf-8")).entries) == 4
    assert feedparser.parse((out / "feeds/search-nothing.xml").read_text("utf-8")).entries == []
    with pytest.raises(UsageError, match=r"saved_searches\.Broken"):
        run("site", searches=(("Broken", "(turbine"),))


def test_hostile_words_cannot_leave_the_index(archive, run, out: Path) -> None:
    put(archive[0], "c" * 16, "</script><script>alert(1)</script>\u2028__proto__ constructor", seen=3)
    run("site")
    for path, content in contents(out).items():
        if path.startswith(("search/b", "search/lines/")):
            assert b"</script" not in content
            assert "\u2028" not in content.decode()
            assert re.fullmatch(r'earwitness\.take\("[a-z]+","[0-9a-f-]*",.*\);\n', content.decode(), re.DOTALL)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_page_makes_the_stems_the_index_has() -> None:
    words = """caresses ponies ties cats feed agreed plastered motoring sing conflated troubling sized hopping tanned falling hissing fizzed
    failing filing happy sky relational conditional rational valency hesitancy digitizer conformably radically differently vilely
    analogously vietnamization predication operator feudalism decisiveness hopefulness callousness formality sensitivity sensibility
    triplicate formative formalize electricity electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable
    defensible irritant replacement adjustment dependent adoption homologous communism activate angularity effective bowdlerize probate
    rate cease controller roll yes say crying Zürich naïve café Ada's don't 1,987 3.5 GPT-5 H100 寒武纪 organisation AI's rock'n'roll
    state-of-the-art x86_64 µ ﬁre""".split()
    probe = """
      global.document = { getElementById: function () { return { dataset: { root: "" } }; } };
      global.window = global; global.location = { search: "" };
      require(process.argv[1]);
      var words = JSON.parse(require("fs").readFileSync(0, "utf8"));
      console.log(JSON.stringify(words.map(function (word) { return [window.earwitness.stems(word).join(" "), window.earwitness.shardOf(word, 32)]; })));
    """
    shown = subprocess.run(["node", "-e", probe, SCRIPT], input=json.dumps(words), check=True, capture_output=True, text=True).stdout
    result = json.loads(shown)
    expected = [[index_text(word), offline_index.shard_of(word)] for word in words]
    assert [pair for pair in zip(words, result, expected, strict=True) if pair[1] != pair[2]] == []


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
@pytest.mark.parametrize(
    ("asked", "found"), [("expensive turbines", 2), ("mill", 1), ("salt batteries silt", 2), ("nothing of the kind", 0)]
)
def test_search_works_on_pages_opened_as_files(run, out: Path, tmp_path: Path, asked: str, found: int) -> None:
    run("site")
    address = f"file://{out}/search.html?q={asked.replace(' ', '+')}"
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    shown = subprocess.run(
        [*command, "--virtual-time-budget=8000", "--dump-dom", address], check=True, capture_output=True, text=True, timeout=120
    ).stdout
    assert shown.count('<article class="row">') == found
    if asked == "expensive turbines":
        assert re.search(rf'href="items/{MILL}.html#t=20[0-9.]*&amp;s=[0-9a-f]+"', shown)
        assert "A turbine that rests is the most expensive turbine there is." in shown


def test_names_of_pages_never_clash() -> None:
    assert page_file("topic", "index") != page_file("topics")
    assert page_file("topic", "index-2") != page_file("topics", part="2")
    assert page_file("speaker", "con") == "speakers/con_.html"
