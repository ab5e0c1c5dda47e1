"""Messages: each language of the page says all that the others say; each command says what is wrong and what to do."""

from __future__ import annotations

import errno
import json
import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import frontline
from frontline.cli import app
from frontline.cli.talk import told_fault

CLIENT = Path(frontline.__file__).parent / "web" / "src"
#: The words of maps, with those of the review desk beside them, and the words that figures have beside the page's.
MAPS, DESK = CLIENT.parent / "messages", CLIENT / "review" / "messages"
FIGURES = Path(frontline.__file__).parent / "figures"
LANGUAGES = {
    f"{path.stem} of {name}": {
        key: message
        for folder in folders
        for key, message in json.loads((folder / path.name).read_text(encoding="utf-8")).items()
    }
    for name, folders in {"pages": (MAPS, DESK), "figures": (FIGURES / "messages",)}.items()
    for path in sorted(folders[0].glob("*.json"))
}
#: The plural forms that a language must have (Unicode CLDR); those that a message needs for no number may be absent.
FORMS = {"en": {"one", "other"}, "fr": {"one", "other"}, "ar": {"one", "two", "few", "many", "other"}}


def english_of(language: str) -> dict[str, str | dict[str, str]]:
    return LANGUAGES[f"en{language[2:]}"]


def forms_of(message: str | dict[str, str]) -> list[str]:
    return [message] if isinstance(message, str) else list(message.values())


def fields_of(message: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", message))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_all_that_english_says(language):
    assert list(LANGUAGES[language]) == list(english_of(language))
    for key, message in LANGUAGES[language].items():
        assert isinstance(message, str) == isinstance(english_of(language)[key], str), key
        assert all(form.strip() or key == "comma" for form in forms_of(message)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_uses_the_values_that_english_uses(language):
    for key, message in LANGUAGES[language].items():
        expected = set().union(*map(fields_of, forms_of(english_of(language)[key])))
        for form in forms_of(message):
            # "One place" may say its number in words.
            assert fields_of(form) | {"n"} == expected | {"n"}, key
        if isinstance(message, str):
            assert fields_of(message) == expected, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_have_the_forms_of_their_language(language):
    for key, message in LANGUAGES[language].items():
        if not isinstance(message, str):
            assert set(message) >= FORMS[language[:2]], key


def test_every_message_is_used():
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted(CLIENT.rglob("*.ts")))
    groups = set(re.findall(r'(?:sayOf|wordOf)\("([\w.-]+)"', sources)) | set(
        re.findall(r"`([\w.-]+)\.\$\{", sources)
    )
    page = LANGUAGES["en of pages"]
    unused = [key for key in page if f'"{key}"' not in sources and key.rpartition(".")[0] not in groups]
    assert unused == []
    figures = "".join(path.read_text(encoding="utf-8") for path in sorted(FIGURES.glob("*.py")))
    kinds = ("areas", "distances")
    own = [key for key in LANGUAGES["en of figures"] if not key.startswith(kinds)]
    assert [key for key in own if f'"{key}"' not in figures and f"'{key}'" not in figures] == []
    assert not LANGUAGES["en of figures"].keys() & page.keys(), "what the page says, figures say in its words"


FILES = {
    "arts/a.txt": "Published on 05/12/2024\n\nRebels captured Hama on Thursday.\n",
    "undated.txt": "Rebels captured Hama, and the army left.",
    "zero.txt": "",
    "notes.pdf": "x",
    "broken.json": "{no json",
    "no-text.json": '{"title": "x"}',
    "other-columns.csv": "a,b\n1,2\n",
    "no-holder.csv": "town,owner,day\nHama,x,2024-12-05\n",
    "no-rows.csv": "place,controller,date\n",
    "rows.csv": "place,controller,date\nHama,martians,2024-12-05\nNowhereville,opposition,2024-12-05\nHama,opposition,soon\n",
    "places.csv": "name;x\na;b\n",
    "far.csv": "name,lat,lon\nX,999,1\n",
}
#: A command, its exit code, and what it must say: what came, and what to do.
REFUSED = [
    ("map", 2, "Missing argument 'SOURCE'"),
    ("map nofile.txt", 2, "no file or folder 'nofile.txt'; check the name"),
    ("map empty", 2, "holds no article; put .txt"),
    ("map zero.txt", 2, "zero.txt: is empty; check that it was saved"),
    ("map undated.txt", 2, 'add a line "Published: 2024-11-30"'),
    ("map notes.pdf", 2, ".pdf files are not read; copy its text into a .txt file"),
    ("map broken.json", 2, "broken JSON at line 1, column 2"),
    ("map no-text.json", 2, 'has no field "text" (it has \'title\'); write an article as'),
    ("map other-columns.csv", 2, "its columns are a, b. Name them in the first row: place, controller, date"),
    ("map no-holder.csv", 2, "its columns are town, owner, day. Nothing there is the controller. Name them in the first row"),
    ("map no-rows.csv", 2, "add a row for each claim"),
    ("map rows.csv", 2, "row 2: controller 'martians' is no faction of theatre 'syria-2024'; use one of government"),
    ("map rows.csv", 2, "row 3: place 'Nowhereville' is in no gazetteer; check its spelling, or give lat and lon"),
    ("map rows.csv", 2, "date 'soon' is no full date; write the day as 2024-11-30"),
    ("map arts --theatre nowhere", 2, "no theatre 'nowhere'; known: "),
    ("map arts --from 5.12.2024", 2, "--from '5.12.2024' is not a day; write it as 2024-12-05"),
    ("map arts --to 2020-01-01", 2, "--to 2020-01-01 is before 2024-11-26, the first day of the map; give a later --to"),
    ("map arts --from 2030-01-01", 2, "the last day that the claims tell of; give an earlier --from"),
    ("map arts --as-known 2020-01-01", 1, "`frontline claims SOURCE --explain` shows each"),
    ("map arts --source Nobody", 2, "--source 'Nobody' is no source of the claims, which come from"),
    ("map arts --side martians", 2, "--side 'martians' is no faction of theatre 'syria-2024'; use one of: government"),
    ("map arts --export shp", 2, "--export 'shp' is unknown; use any of geojson"),
    ("map arts --extractor gpt", 2, "--extractor 'gpt' is unknown; use rules or llm"),
    ("map arts --extractor llm", 2, "name --llm-url http://HOST:PORT/v1 and --llm-model NAME"),
    ("map arts --llm-url http://x", 2, "only used with --extractor llm; add it"),
    ("map arts --geocoder nosuch", 2, "--geocoder 'nosuch' is no service of geopy; use nominatim"),
    ("map arts --gazetteer nofile.csv", 2, "no gazetteer nofile.csv; name a CSV with name, lat, lon"),
    ("map arts --gazetteer places.csv", 2, "lacks column(s) lat; expected name, lat, lon"),
    ("map arts --gazetteer far.csv", 2, "is not on Earth; lat is -90..90"),
    ("map arts --out arts/a.txt", 2, "cannot write to arts/a.txt: it is a file; name a folder"),
    ("map nothing-read --out broken.json", 2, "cannot write to broken.json: it is a file; name a folder"),
    ("figure nothing-read --out broken.json/x", 2, "broken.json is no folder; name a folder that can be written to"),
    ("watch nothing-read --out broken.json", 2, "cannot write to broken.json: it is a file; name a folder"),
    ("claims nothing-read --out broken.json/x.csv", 2, "broken.json: it is a file; name a folder"),
    ("claims nothing-read --out broken.json/x", 2, "broken.json: it is a file; name a folder"),
    ("mentions nothing-read --out broken.json/x.jsonl", 2, "broken.json: it is a file; name a folder"),
    ("mapp arts", 2, "Did you mean 'map'?"),
    ("claims arts --out x.docx", 2, "cannot write claims as 'x.docx'; end the name with .csv"),
    ("mentions arts --out x.csv", 2, "name a file .jsonl"),
    ("mentions arts --spans nofile.jsonl", 2, "there is no file nofile.jsonl; check the name"),
    ("mentions arts --spans arts", 2, "arts is a folder; name a file"),
    ("mentions arts --spans broken.json", 2, "broken.json:1: expected {'doc_id', 'start', 'end'} as JSON"),
    ("locate Xyzzyville", 1, "Try another spelling, --theatre world, or your own places with --gazetteer"),
    ("locate Hama --near Xyzzyville", 2, "no place 'Xyzzyville' to look near; names like it: none. Give another spelling"),
    ("locate 99.9,200", 1, "is no point on Earth; write latitude,longitude in degrees: 35.13,36.75"),
    ("figure arts --on 2024-13-01", 2, "--on '2024-13-01' is not a day; write it as 2024-12-05"),
    ("figure arts --format bmp", 2, "--format 'bmp' is unknown; use any of png, svg, pdf"),
    ("figure arts --format ,", 2, "--format names nothing; use any of png, svg, pdf"),
    ("figure arts --animate avi", 2, "--animate 'avi' is unknown; use one of gif, mp4, webm"),
    ("figure arts --theme pink", 2, "--theme 'pink' is unknown; use light or dark"),
    ("figure arts --around Xyzzyville", 2, "is no place of the theatre syria-2024; names like it: none"),
    ("embed nofile.html", 2, "there is no file nofile.html; check the name"),
    ("embed arts/a.txt", 2, "is no map that Frontline wrote; name the .html file"),
    ("theatre show mars", 2, "no theatre 'mars'; known: "),
    ("theatre check mars", 2, "mars is no folder; give the folder of a pack, the one that holds theatre.toml"),
    ("theatre check empty", 2, "theatre.toml:1: missing; expected it at empty/theatre.toml"),
]  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    (folder / "empty").mkdir()
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "code", "said"), REFUSED, ids=[f"{line}:{n}" for n, (line, *_) in enumerate(REFUSED)]
)
def test_a_refusal_says_what_came_and_what_to_do(line, code, said, desk, monkeypatch):
    monkeypatch.chdir(desk)
    result = CliRunner().invoke(app, shlex.split(line), prog_name="frontline")
    assert result.exit_code == code, result.output
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "number", [errno.ENOENT, errno.EISDIR, errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EIO]
)
def test_a_fault_of_the_disk_says_what_to_do(number):
    told = told_fault(OSError(number, "words of the system", "claims.csv"))
    assert re.search(r"\b(name|check|make room|change)\b", told)
    assert number == errno.ENOSPC or "claims.csv" in told


def commands_of(group, name):
    for key, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands_of(command, f"{name} {key}")
        else:
            yield f"{name} {key}", command


COMMANDS = dict(commands_of(typer.main.get_command(app), "frontline"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_of_itself(name):
    told = COMMANDS[name].help
    example = " ".join(told.partition("Example: ")[2].split())
    assert f"{name} " in f"{example} ", f"{name} --help has no line `Example: {name} ...`"
    known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    used = re.findall(r"(?<=\s)--?[a-z][a-z-]*", example.split("&&")[0] if example.startswith(name) else "")
    assert set(used) <= known, f"the example of {name} has options that it does not know"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is(name):
    silent = [parameter.name for parameter in COMMANDS[name].params if not (parameter.help or "").strip()]
    assert silent == []
