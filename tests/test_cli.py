"""The command line: forms, exit codes, one clear line a fault, nothing half-written."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from frontline.cli import app
from frontline.model import CLAIM_COLUMNS

MENTION_KEYS = ["doc_id", "start", "end", "surface", "place_id", "name", "kind", "lat", "lon", "score"]
STORY = (
    "Red forces captured Midham on Tuesday, residents said. Government forces still hold Estow.\n"
    "In 2019 the army captured Weston from the rebels.\n"
)


@pytest.fixture
def run(toy_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command in an empty folder, with the toy theatre known by its name."""
    monkeypatch.setenv("FRONTLINE_THEATRES", str(toy_folder.parent))
    monkeypatch.setenv("COLUMNS", "200")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)

    def invoke(*words: str, stdin: str | None = None):
        result = CliRunner().invoke(app, list(words), input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def story(tmp_path: Path) -> str:
    path = tmp_path / "story.json"
    record = {
        "id": "s1",
        "outlet": "Parallel Post",
        "published": "2031-05-07",
        "title": "Midham falls",
        "text": STORY,
    }
    path.write_text(json.dumps(record), encoding="utf-8")
    return str(path)


def test_claims_come_as_the_contract_says(run, story):
    result = run("claims", story, "--theatre", "toy")
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert tuple(rows[0]) == CLAIM_COLUMNS
    captured = next(
        row for row in rows if row["status"] == "captured" and row["background"].lower() == "false"
    )
    assert (captured["place_id"], captured["controller"], captured["date"]) == ("midham", "red", "2031-05-06")
    assert STORY[int(captured["start"]) : int(captured["end"])] == captured["quote"]
    history = [row for row in rows if row["place_id"] == "weston"]
    assert all(row["background"].lower() == "true" for row in history)


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "geojson", "gpkg"])
def test_claims_write_every_format(run, story, tmp_path, suffix):
    target = tmp_path / f"claims.{suffix}"
    assert run("claims", story, "--theatre", "toy", "--out", str(target)).exit_code == 0
    assert target.stat().st_size > 100


def test_claims_as_lines_have_the_columns_in_order(run, story, tmp_path):
    target = tmp_path / "claims.jsonl"
    run("claims", story, "--theatre", "toy", "--out", str(target))
    for line in target.read_text(encoding="utf-8").splitlines():
        assert tuple(json.loads(line)) == CLAIM_COLUMNS


def test_mentions_come_as_the_contract_says(run, story):
    result = run("mentions", story, "--theatre", "toy")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [record["surface"] for record in records] == ["Midham", "Estow", "Weston"]
    assert all(list(record) == MENTION_KEYS for record in records)
    assert all(STORY[record["start"] : record["end"]] == record["surface"] for record in records)


def test_mentions_resolve_given_spans_only(run, story, tmp_path):
    spans = tmp_path / "spans.jsonl"
    start = STORY.index("Estow")
    spans.write_text(json.dumps({"doc_id": "s1", "start": start, "end": start + 5}) + "\n", encoding="utf-8")
    result = run("mentions", story, "--theatre", "toy", "--spans", str(spans))
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(record["surface"], record["place_id"]) for record in records] == [("Estow", "estow")]


def test_mentions_need_no_date(run, tmp_path):
    path = tmp_path / "undated.txt"
    path.write_text("Rebels entered Midham.", encoding="utf-8")
    assert '"midham"' in run("mentions", str(path), "--theatre", "toy").stdout


def test_relative_places_have_lines_of_their_own_when_asked_for(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Shots were heard 10 km north of Weston.", encoding="utf-8")
    assert len(run("mentions", str(path), "--theatre", "toy").stdout.splitlines()) == 1
    lines = run("mentions", str(path), "--theatre", "toy", "--relative").stdout.splitlines()
    told, name = (json.loads(line) for line in lines)
    assert list(told) == [*MENTION_KEYS, "uncertainty_km", "geometry", "anchors"]
    assert (told["surface"], told["kind"]) == ("10 km north of Weston", "relative")
    assert name["surface"] == "Weston"


def test_locate_draws_what_is_told_by_another_place(run):
    record = json.loads(run("locate", "10 km north of Weston", "--theatre", "toy").stdout)
    assert record["query"] == "10 km north of Weston"
    assert record["geometry"]["type"] == "Polygon"
    assert record["uncertainty_km"] > 0


def test_locate_answers_and_names_near_matches(run):
    result = run("locate", "Weston", "Midhamm", "--theatre", "toy")
    assert json.loads(result.stdout.splitlines()[0])["place_id"] == "weston"
    assert "Midham" in result.output
    assert run("locate", "Qxyzzy", "--theatre", "toy").exit_code == 1


def test_corrections_are_obeyed_and_told(run, story, tmp_path):
    rows = list(csv.DictReader(io.StringIO(run("claims", story, "--theatre", "toy").stdout)))
    row = next(row for row in rows if row["place_id"] == "midham")
    path = tmp_path / "corrections.csv"
    path.write_text(
        "decision,decided_at,who,what,why,claim_id,doc_id,place_id,status,controller,quote,before,after,undoes\n"
        f"d-1,2031-05-08T00:00:00Z,anna,reject,misread,{row['claim_id']},s1,,,,,,,\n",
        encoding="utf-8",
    )
    result = run("claims", story, "--theatre", "toy", "--corrections", str(path))
    assert "midham" not in [each["place_id"] for each in csv.DictReader(io.StringIO(result.stdout))]
    assert "1 rejected" in result.output
    result = run("map", story, "--theatre", "toy", "-c", str(path), "--out", str(tmp_path / "maps"))
    assert "edited by hand" in result.stdout
    missing = run("map", story, "--theatre", "toy", "-c", "nothing.csv")
    assert (missing.exit_code, "frontline review" in missing.output) == (2, True)


def test_map_writes_a_page_and_tells_the_counts(run, story, tmp_path):
    result = run("map", story, "--theatre", "toy", "--out", str(tmp_path / "maps"))
    assert result.exit_code == 0, result.output
    page = tmp_path / "maps" / "toy.html"
    assert page.is_file()
    assert re.sub(r"\s", "", str(page)) in re.sub(r"\s", "", result.stdout)
    for word in ("articles", "place names", "claims", "days", "changes"):
        assert word in result.stdout
    assert not list((tmp_path / "maps").glob("*.tmp*"))


def test_map_gives_the_same_bytes_twice(run, story, tmp_path):
    for name in ("one", "two"):
        run("map", story, "--theatre", "toy", "--out", str(tmp_path / name))
    assert (tmp_path / "one" / "toy.html").read_bytes() == (tmp_path / "two" / "toy.html").read_bytes()


def test_map_exports_all_tables(run, story, tmp_path):
    result = run("map", story, "--theatre", "toy", "--out", str(tmp_path / "m"), "--export", "geojson,csv")
    assert result.exit_code == 0, result.output
    written = {path.name for path in (tmp_path / "m").iterdir()}
    tables = ("claims", "control", "zones", "fronts", "changes", "advances")
    assert {f"{table}.{suffix}" for table in tables for suffix in ("geojson", "csv")} <= written


def test_a_spreadsheet_maps_with_no_language_step(run, tmp_path):
    sheet = tmp_path / "claims.csv"
    sheet.write_text(
        "place,controller,date,source\nMidham,red,2031-05-04,ledger\nMidhm,red,2031-05-04,ledger\n",
        encoding="utf-8",
    )
    result = run("map", str(sheet), "--theatre", "toy", "--out", str(tmp_path / "m"))
    assert result.exit_code == 0, result.output
    assert "Midhm" in result.output
    assert "Midham" in result.output


def test_standard_input_is_a_source(run):
    result = run("claims", "-", "--theatre", "toy", stdin=f"Published on 07/05/2031 11:43\n\n{STORY}")
    assert result.exit_code == 0, result.output
    assert "midham" in result.stdout


def one_clear_line(result) -> str:
    lines = [line for line in result.output.splitlines() if line.strip()]
    assert "Traceback" not in result.output
    return lines[-1]


def test_nothing_to_map_is_1(run, tmp_path):
    path = tmp_path / "quiet.txt"
    path.write_text("Published: 7 May 2031\n\nThe weather was fine in Midham.", encoding="utf-8")
    result = run("map", str(path), "--theatre", "toy")
    assert result.exit_code == 1
    assert "Nothing to map" in one_clear_line(result)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("map", "missing-folder", "--theatre", "toy"), "missing-folder"),
        (("map", ".", "--theatre", "toy"), "no article"),
        (("map", ".", "--theatre", "nowhere"), "nowhere"),
        (("claims", ".", "--theatre", "toy"), "no article"),
        (("theatre", "check", "missing"), "missing"),
    ],
)
def test_bad_input_is_2_and_says_so(run, words, told):
    result = run(*words)
    assert result.exit_code == 2
    assert told in one_clear_line(result)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("binary.txt", bytes(range(256)) * 20),
        ("broken.json", b'{"text": "Red forces captured'),
        ("undated.txt", b"Red forces captured Midham."),
        ("empty.txt", b""),
        ("long.txt", b"a" * 5_000_000),
    ],
)
def test_one_bad_article_is_named_and_the_rest_is_mapped(run, story, tmp_path, name, content):
    bad = tmp_path / name
    bad.write_bytes(content)
    result = run("map", story, str(bad), "--theatre", "toy", "--out", str(tmp_path / "m"))
    assert result.exit_code == 0, result.output
    assert name in result.output
    assert (tmp_path / "m" / "toy.html").is_file()
    alone = run("map", str(bad), "--theatre", "toy", "--out", str(tmp_path / "alone"))
    assert alone.exit_code == 2
    assert name in alone.output
    assert not (tmp_path / "alone" / "toy.html").exists()


def test_a_repeated_article_counts_once(run, story, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for name in ("a.json", "b.json"):
        (folder / name).write_bytes(Path(story).read_bytes())
    result = run("map", str(folder), "--theatre", "toy", "--out", str(tmp_path / "m"))
    assert "1 read" in result.stdout
    assert "1 repeated" in result.stdout


def test_a_theatre_with_faults_is_refused_with_file_and_line(run, toy_folder):
    text = (toy_folder / "factions.toml").read_text(encoding="utf-8")
    (toy_folder / "factions.toml").write_text(text.replace("#b2182b", "reddish"), encoding="utf-8")
    result = run("theatre", "check", str(toy_folder))
    assert result.exit_code == 2
    assert re.search(r"factions\.toml:\d+.*reddish", result.output)
    assert run("map", ".", "--theatre", "toy").exit_code == 2


def test_theatres_are_listed_and_shown(run):
    assert "Toyland" in run("theatre", "list").stdout
    shown = run("theatre", "show", "toy").stdout
    assert "red" in shown
    assert "weston - midham - estow" in shown
    assert run("theatre", "check", "toy").exit_code == 0


@pytest.mark.parametrize("command", ["map", "claims", "mentions", "locate", "theatre"])
def test_every_command_has_help(run, command):
    assert run(command, "--help").exit_code == 0


@pytest.mark.parametrize(
    ("option", "day", "told"),
    [
        ("--from", "2031-13-01", "2031-13-01"),
        ("--from", "2031-04-01", "baseline"),
        ("--to", "2131-01-01", "nothing is told"),
        ("--from", "2031-05-11", "after"),
    ],
)
def test_a_day_that_cannot_be_drawn_is_2_and_says_why(run, story, option, day, told):
    result = run("map", story, "--theatre", "toy", option, day)
    assert result.exit_code == 2
    assert told in one_clear_line(result)


def test_the_outputs_of_a_run_are_all_new_or_all_old(run, story, tmp_path):
    folder = tmp_path / "m"
    (folder / "fronts.csv").mkdir(parents=True)
    result = run("map", story, "--theatre", "toy", "--out", str(folder), "--export", "csv")
    assert result.exit_code == 2
    assert "fronts.csv" in one_clear_line(result)
    assert [path.name for path in folder.iterdir()] == ["fronts.csv"]


def test_spans_that_cannot_be_are_counted_or_refused(run, story, tmp_path):
    spans = tmp_path / "spans.jsonl"
    spans.write_text('{"doc_id": "s1", "start": 5, "end": 99999}\n{"doc_id": "s9", "start": 0, "end": 3}\n')
    result = run("mentions", story, "--theatre", "toy", "--spans", str(spans))
    assert "2 of 2 span(s) left out" in result.output
    spans.write_bytes(b"\xff\xfe\x00")
    assert run("mentions", story, "--theatre", "toy", "--spans", str(spans)).exit_code == 2
    spans.write_text('{"doc_id": "s1", "start": 1.7, "end": 3}\n')
    assert run("mentions", story, "--theatre", "toy", "--spans", str(spans)).exit_code == 2


def test_one_sides_map_has_the_days_of_all(run, story, tmp_path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("place,controller,date,source\nEstow,red,2031-05-05,Red Radio\n", encoding="utf-8")
    days = set()
    for words in ((), ("--side", "RED")):
        result = run("map", story, str(sheet), "--theatre", "toy", "--out", str(tmp_path / "m"), *words)
        assert result.exit_code == 0, result.output
        days.add(re.search(r"days\s+(\d+)", result.stdout).group(1))
    assert len(days) == 1


def test_the_version_is_told(run):
    assert re.match(r"frontline \d+\.\d+\.\d+\n", run("--version").stdout)


def test_ctrl_c_while_the_program_loads_is_one_line():
    # it waits for its input, so that it is still there whenever the signal comes
    command = [sys.executable, "-X", "importtime", "-m", "frontline", "claims", "-"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stderr=pipe, stdout=subprocess.DEVNULL, text=True) as run:
        for line in run.stderr:
            if "frontline.errors" in line:  # the first of our modules
                run.send_signal(signal.SIGINT)
                break
        said = run.stderr.read()
    assert run.returncode == 130
    assert "Stopped" in said
    assert "Traceback" not in said
