"""`frontline figure`, `frontline map --figures` and `frontline embed`: what they write, and what they refuse."""

from __future__ import annotations

import base64
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from frontline.cli import app
from frontline.errors import InputError
from frontline.figures.embedding import find_picture, inline_picture, snippet

STORY = "Red forces captured Midham on Tuesday, residents said. Government forces still hold Estow.\n"


@pytest.fixture
def run(toy_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command in a folder with one article, with the toy theatre known by its name."""
    monkeypatch.setenv("FRONTLINE_THEATRES", str(toy_folder.parent))
    monkeypatch.setenv("COLUMNS", "200")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    record = {"id": "s1", "outlet": "Parallel Post", "published": "2031-05-07", "text": STORY}
    Path("story.json").write_text(json.dumps(record), encoding="utf-8")

    def invoke(*words: str):
        result = CliRunner().invoke(app, list(words))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def written(folder="figures"):
    return sorted(path.name for path in Path(folder).iterdir())


def test_without_a_wish_the_last_day_is_drawn(run):
    assert run("figure", "story.json", "--theatre", "toy", "--dpi", "60").exit_code == 0
    assert written() == ["toy-2031-05-07.png"]


def test_what_is_wished_is_drawn(run):
    done = run(
        "figure", "story.json", "--theatre", "toy", "--on", "2031-05-06", "--on", "2031-05-07", "--format", "svg,pdf",
        "--charts", "--animate", "gif", "--dpi", "50", "--width", "90", "--theme", "dark", "--language", "ar",
    )  # fmt: skip
    assert done.exit_code == 0
    names = ["toy-2031-05-06", "toy-2031-05-07", "toy-areas", "toy-distances"]
    assert written() == sorted(
        ["toy.gif", *(f"{name}.{ending}" for name in names for ending in ("svg", "pdf"))]
    )


def test_a_detail_is_drawn_around_a_place_by_any_of_its_names(run):
    pictures = []
    for name in ("midham", "Midhama"):
        done = run(
            "figure", "story.json", "--theatre", "toy", "--around", name, "--within", "20", "--dpi", "60"
        )
        assert done.exit_code == 0
        pictures.append(Path("figures/toy-2031-05-07.png").read_bytes())
    assert pictures[0] == pictures[1]


def test_small_multiples_are_one_sheet(run):
    done = run("figure", "story.json", "--theatre", "toy", "--multiples", "--dpi", "50")
    assert done.exit_code == 0
    assert written() == ["toy-days.png"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--on", "2031-05-09"],
            "has no 2031-05-09: its days run from 2031-05-01 to 2031-05-07, the last that a claim tells of (--to draws",
        ),
        (["--on", "yesterday"], "yesterday"),
        (["--theme", "sepia"], "use light or dark"),
        (["--language", "tlh"], "use one of: en, fr, ar"),
        (["--extractor", "no_such_module:Reader"], "no_such_module"),
        (["--format", "tiff"], "use any of png, svg, pdf"),
        (["--around", "Nowhereton"], "is no place of the theatre toy"),
        (["--animate", "avi"], "use one of gif, mp4, webm"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_and_nothing_is_left(run, words, said):
    done = run("figure", "story.json", "--theatre", "toy", *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not Path("figures").exists() or not written()


def test_a_map_comes_with_its_figures_and_they_can_be_embedded(run):
    done = run("map", "story.json", "--theatre", "toy", "--figures", "--out", "maps")
    assert done.exit_code == 0
    pictures = ["toy-2031-05-07.png", "toy-areas.png", "toy-days.png", "toy-distances.png"]
    assert written("maps") == sorted(["toy.html", *pictures])
    lines = run("embed", "maps/toy.html", "--height", "500").stdout
    frame = _Tags(lines)
    assert frame.first("iframe")["src"] == "toy.html?embed=1"
    assert frame.first("iframe")["sandbox"] == "allow-scripts allow-popups allow-popups-to-escape-sandbox"
    assert frame.first("iframe")["title"] == "Toyland"
    assert "500px" in frame.first("iframe")["style"]
    assert frame.first("img")["src"] == "toy-2031-05-07.png"
    assert frame.open_tags == []


def test_an_inline_picture_is_a_small_address(run):
    assert run("map", "story.json", "--theatre", "toy", "--figures", "--out", "maps").exit_code == 0
    image = _Tags(run("embed", "maps/toy.html", "--inline").stdout).first("img")
    assert image["src"].startswith("data:image/png;base64,")
    assert len(image["src"]) < 120_000


def test_without_a_picture_beside_it_a_map_gives_its_own(run):
    assert run("map", "story.json", "--theatre", "toy", "--out", "maps").exit_code == 0
    done = run("embed", "maps/toy.html")
    tags = _Tags(done.stdout)
    assert tags.first("img")["src"].startswith("data:image/webp;base64,")
    assert tags.first("img")["src"] in Path("maps/toy.html").read_text(encoding="utf-8")
    assert "--figures" in done.stderr


@pytest.mark.parametrize("options", [(), ("--inline",)])
def test_at_a_terminal_the_lines_are_short_and_a_file_has_them_whole(run, monkeypatch, options):
    assert (
        run(
            "map", "story.json", "--theatre", "toy", *(["--figures"] if options else []), "--out", "maps"
        ).exit_code
        == 0
    )
    piped = run("embed", "maps/toy.html", *options).stdout
    monkeypatch.setattr("frontline.cli.figures.is_terminal", lambda: True)
    shown = run("embed", "maps/toy.html", *options)
    assert len(shown.stdout) < 1000
    assert _Tags(shown.stdout).open_tags == []
    assert _Tags(shown.stdout).first("iframe") == _Tags(piped).first("iframe")
    assert "--out FILE writes the lines with it" in shown.stderr
    assert len(run("embed", "maps/toy.html", *options, "--out", "lines.html").stdout) < 1000
    assert Path("lines.html").read_text(encoding="utf-8") == piped


def test_a_page_has_a_picture_where_no_script_runs(run):
    assert run("map", "story.json", "--theatre", "toy", "--out", "maps").exit_code == 0
    page = Path("maps/toy.html").read_text(encoding="utf-8")
    unscripted = _Tags(re.search(r"<noscript>(.*?)</noscript>", page, re.DOTALL)[1])
    picture = unscripted.first("img")
    assert "To Reds: Midham" not in picture["alt"]  # of the day before
    assert "Wednesday 7 May 2031" in picture["alt"]
    image = Image.open(io.BytesIO(base64.b64decode(picture["src"].partition(",")[2])))
    assert (image.format, image.width) == ("WEBP", 640)
    assert "img-src data:" in page
    assert unscripted.open_tags == []


def test_only_a_map_of_ours_is_embedded(run):
    Path("other.html").write_text("<title>Other</title>", encoding="utf-8")
    done = run("embed", "other.html")
    assert done.exit_code == 2
    assert "no map that Frontline wrote" in done.stderr


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "maps/toy.html", "https:///x"]
)
def test_an_address_that_is_none_of_the_web_is_refused(tmp_path, address):
    with pytest.raises(InputError, match="no address of the web"):
        snippet(tmp_path / "toy.html", title="Toy", height=600, url=address)


@pytest.mark.parametrize("text", ['"><script>alert(1)</script>', "' onload='alert(1)", "a & b < c"])
def test_a_title_is_text_in_the_snippet(tmp_path, text):
    tags = _Tags(snippet(tmp_path / 'a" b.html', title=text, height=600))
    assert tags.first("iframe")["title"] == text
    assert {name for name, _ in tags.seen} == {"figure", "iframe", "figcaption", "a"}
    assert not any(key.startswith("on") for _, attributes in tags.seen for key in attributes)


def test_a_view_in_the_address_is_kept(tmp_path):
    lines = snippet(
        tmp_path / "t.html", title="T", height=600, url="https://example.org/a/t.html#day=2024-12-05"
    )
    assert _Tags(lines).first("iframe")["src"] == "https://example.org/a/t.html?embed=1#day=2024-12-05"


def test_a_picture_stands_beside_the_map_at_its_address(tmp_path):
    picture = tmp_path / "t 1.png"
    Image.new("RGB", (4, 4)).save(picture)
    lines = snippet(
        tmp_path / "t.html", title="T", height=600, url="https://example.org/a/t.html", picture=picture
    )
    assert _Tags(lines).first("img")["src"] == "https://example.org/a/t%201.png"


def test_a_picture_that_is_none_is_refused(tmp_path):
    fake = tmp_path / "t.png"
    fake.write_text("<svg onload=alert(1)>", encoding="utf-8")
    with pytest.raises(InputError, match="no picture"):
        inline_picture(fake)
    with pytest.raises(InputError, match="no picture for a page"):
        snippet(tmp_path / "t.html", title="T", height=600, picture=tmp_path / "t.exe")


def test_the_newest_day_is_the_maps_picture(tmp_path):
    for name in ("toy-2031-05-02.png", "toy-2031-05-12.png", "toy-areas.png", "toys-2031-05-30.png"):
        (tmp_path / name).touch()
    assert find_picture(tmp_path / "toy.html") == tmp_path / "toy-2031-05-12.png"
    assert find_picture(tmp_path / "none.html") is None


class _Tags(HTMLParser):
    """The tags of a piece of HTML with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.open_tags: list[str] = []
        # What browsers read inside <noscript> depends on scripts: here they are off.
        self.feed(re.sub(r"</?noscript>", "", text))

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, {key: value or "" for key, value in attrs}))
        if tag != "img":
            self.open_tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open_tags.pop() == tag

    def first(self, tag):
        return next(attributes for name, attributes in self.seen if name == tag)
