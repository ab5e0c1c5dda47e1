"""Explain: what was read of an article, told so that a reader can check it, and harmless to a terminal."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from rich.console import Console
from typer.testing import CliRunner

from frontline import Document, Findings
from frontline.claims import ClaimExtractor
from frontline.cli import app
from frontline.errors import ExtractionError
from frontline.explain import Explaining, explain
from frontline.model import Unclaimed

DAY = dt.date(2031, 5, 7)
TEXT = (
    "Red forces captured Midham on Tuesday, Red Radio said. The weather was fine.\n\n"
    "The army denied that Estow had fallen to the rebels. In 2019 the army captured Weston from the rebels. "
    "Somebody captured Sudal."
)
STORY = Document("s1", TEXT, title="Midham falls", outlet="Parallel Post", published=DAY)


@pytest.fixture
def findings(toy_theatre) -> Findings:
    return ClaimExtractor(toy_theatre, explains=True).read(STORY)


def shown(document: Document, findings: Findings, *, colour: bool = False) -> str:
    file = io.StringIO()
    console = Console(
        file=file, width=300, force_terminal=colour, color_system="standard" if colour else None
    )
    for line in explain(document, findings):
        console.print(line, soft_wrap=True)
    return file.getvalue()


def line_with(words: str, text: str) -> str:
    (line,) = [line for line in text.splitlines() if words in line]
    return line


def test_each_claim_stands_under_its_sentence_with_all_it_says(findings):
    lines = shown(STORY, findings).splitlines()
    at = lines.index("Red forces captured Midham on Tuesday, Red Radio said.")
    assert "Midham: Midham (city midham, lat 35.0000, lon 37.2000), trust" in lines[at + 1]
    claim = lines[at + 2]
    assert claim.startswith(
        "    + Midham captured, holder red; 2031-05-06; claimed by Red Radio (red-radio, red); rule "
    )
    assert lines[at + 3] == "The weather was fine."


def test_a_loose_reading_says_that_it_is_less_sure(findings):
    loose = replace(findings.claims[0], rule="loose_captured")
    text = shown(STORY, replace(findings, claims=(loose,)))
    assert "rule loose_captured (read loosely: less sure)" in line_with("Midham captured", text)
    assert "read loosely" not in shown(STORY, findings)


def test_what_is_not_drawn_says_why(findings):
    text = shown(STORY, findings)
    assert line_with("- Estow captured", text).endswith("not drawn: it is denied")
    assert line_with("- Weston captured", text).endswith("not drawn: it is history")


def test_what_was_seen_and_not_claimed_is_told(findings):
    assert "~ captured: " in shown(STORY, findings)


def test_every_sentence_is_shown_once_in_order(findings):
    text = shown(STORY, findings)
    sentences = TEXT.replace("\n\n", " ").replace(". ", ".|").split("|")
    at = [text.index(sentence) for sentence in sentences]
    assert at == sorted(at)
    assert all(text.count(sentence) == 1 for sentence in sentences)


def test_colour_is_for_terminals(findings):
    assert "\x1b[" not in shown(STORY, findings)
    text = shown(STORY, findings, colour=True)
    assert "\x1b[2mThe weather was fine." in text, "a sentence without a claim is dimmed"
    assert "\x1b[1;36mMidham\x1b[0m" in text


def test_a_hostile_text_moves_no_cursor(toy_theatre):
    text = "Red forces captured Midham.\x1b[2J\u202e\x07 \x9b31m [red]Estow[/red] \ud800 fell.\u2028\x1b]0;owned\x07"
    document = replace(STORY, text=text, title="\x1b[31m\r", outlet="\x08")
    text = shown(document, ClaimExtractor(toy_theatre, explains=True).read(document))
    assert all(char.isprintable() or char == "\n" for char in text)
    assert "[red]Estow[/red]" in text


def test_refusals_that_stand_nowhere_come_first():
    findings = Findings((), unclaimed=(Unclaimed("s1", 0, 0, "Nowhere", "the quote is not in the text"),))
    assert shown(STORY, findings).splitlines()[2] == "    ~ Nowhere: the quote is not in the text"


def test_the_explaining_extractor_changes_no_claim(toy_theatre):
    lines = []
    told = Explaining(ClaimExtractor(toy_theatre, explains=True), lines.append).read(STORY)
    assert told.claims == ClaimExtractor(toy_theatre).read(STORY).claims
    assert told.unclaimed == ()
    assert lines


def test_the_explaining_extractor_passes_errors_on():
    class Broken:
        def read(self, document: Document) -> Findings:
            raise ExtractionError(document.doc_id)

    with pytest.raises(ExtractionError, match="s1"):
        Explaining(Broken(), print).read(STORY)


def test_the_command_line_explains(toy_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLINE_THEATRES", str(toy_folder.parent))
    path, target = tmp_path / "story.txt", tmp_path / "claims.jsonl"
    path.write_text(f"Published: 2031-05-07\n\n{TEXT}", encoding="utf-8")
    result = CliRunner().invoke(app, ["claims", str(path), "--theatre", "toy", "--explain"])
    assert result.exit_code == 0, result.output
    assert "+ Midham captured, holder red" in result.stdout
    assert "claim_id" not in result.stdout, "an explanation is no table"
    assert "refused" not in result.stderr
    result = CliRunner().invoke(app, ["claims", str(path), "-t", "toy", "--explain", "-o", str(target)])
    assert "+ Midham captured, holder red" in result.stdout
    assert '"midham"' in target.read_text(encoding="utf-8")
