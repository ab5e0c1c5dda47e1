"""The documentation: its links lead somewhere, its marked blocks run, every page has its place, and it builds strictly.

A block that stands below `<!-- runs -->` is run: Python in one namespace a page, `frontline ...` lines by the command
line. A block below a line that names a file (`my-articles/one.txt`) is that file.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
import yaml
from markdown.extensions.toc import slugify
from typer.testing import CliRunner

from frontline.cli import app

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")), ROOT / "geodata" / "SOURCES.md"]
FENCE = re.compile(r"^(?P<mark>`{3,})[^\n]*\n.*?^(?P=mark)[ ]*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)")
NAMED = re.compile(r"^`([\w./-]+\.\w+)`\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUNS = re.compile(r"^<!-- runs -->\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose_of(page: Path) -> str:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    return re.sub(r"``[^`]+``|`[^`\n]*`", lambda found: "x" * len(found.group()), text)


def anchors_of(page: Path) -> set[str]:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#{1,6} (.+?)\s*$", text, flags=re.MULTILINE)
    return {slugify(re.sub(r"[`*]|\]\([^)]*\)|\[", "", title), "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    for link in LINK.findall(prose_of(page)):
        if re.match(r"\w+:", link):
            assert re.fullmatch(r"https?://[\w.-]+\.\w+(:\d+)?(/\S*)?|mailto:\S+@\S+", link), link
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name_of(page)} links to {link}, which is not there"
        if anchor and target.suffix == ".md":
            assert anchor in anchors_of(target), f"{name_of(page)} links to {link}: no such heading"


def entries_of(nav: list) -> list[str]:
    found: list[str] = []
    for entry in nav:
        (target,) = entry.values()
        found += entries_of(target) if isinstance(target, list) else [target]
    return found


def test_every_page_has_its_place():
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = entries_of(yaml.safe_load(text)["nav"])
    assert len(listed) == len(set(listed))
    assert {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} <= set(listed)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Return an empty folder to work in, with the sample articles where the docs have them."""
    (tmp_path / "geodata").symlink_to(ROOT / "geodata")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_shell(block: str) -> None:
    for line in block.replace("\\\n", " ").splitlines():
        command, *arguments = shlex.split(line, comments=True) or [""]
        if not command:
            continue
        assert command == "frontline", f"only frontline is run here, not {line!r}"
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, f"{line}\n{result.output}"


RUNNABLE = [page for page in PAGES if "<!-- runs -->" in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", RUNNABLE, ids=name_of)
def test_marked_blocks_run(page, desk):
    text = page.read_text(encoding="utf-8")
    for name, content in NAMED.findall(text):
        file = desk / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    blocks = RUNS.findall(text)
    assert len(blocks) == text.count("<!-- runs -->"), "a mark stands above no block"
    space: dict[str, object] = {}
    for language, block in blocks:
        if language == "sh":
            run_shell(block)
        else:
            exec(compile(block, name_of(page), "exec"), space)  # noqa: S102 - our own page


def blocks_of(page: Path, *languages: str) -> list[str]:
    """Return the blocks of code of a page, not those inside a block that shows Markdown."""
    text = re.sub(r"^````.*?^````$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    blocks = re.findall(r"^```([^\n]*)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return [block for language, block in blocks if language in languages]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_python_is_python(page):
    for block in blocks_of(page, "python"):
        compile(block, name_of(page), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def options_of(words: list[str]) -> set[str] | None:
    """Return the options of the command that a line names, None where there is no such command."""
    command = typer.main.get_command(app)
    while hasattr(command, "commands"):
        if not words or words[0].startswith("-"):
            break
        command = command.commands.get(words.pop(0))
        if command is None:
            return None
    return {option for parameter in command.params for option in parameter.opts} | {"--help"}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_are_those_that_there_are(page):
    """Every command of every block exists and knows its options."""
    for block in blocks_of(page, "sh", "console", ""):
        for line in block.replace("\\\n", " ").splitlines():
            for part in re.split(r"\s(?:&&|\|\|?|;)\s", line):
                found = re.match(r"(?:\.venv/bin/)?frontline\s+(\S.*)", part.strip())
                if not found or " --from . " in found[1]:
                    continue
                words = shlex.split(found[1], comments=True)
                known = options_of(words)
                assert known is not None, f"{name_of(page)}: no such command: {line}"
                used = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
                assert used <= known, f"{name_of(page)}: {line}: unknown {sorted(used - known)}"


def test_the_first_screen_of_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    screen = text[: text.index("\n## Install")]
    python = re.search(r"```python\n(.*?)```", screen, flags=re.DOTALL)
    assert python
    assert len([line for line in python[1].splitlines() if line.strip()]) <= 8
    for part in ("docs/map.png", "make maps", "make test", "What it does not know"):
        assert part in screen


def test_it_builds_strictly_and_asks_for_nothing(tmp_path):
    pytest.importorskip("material", reason="mkdocs-material is not installed (pip install '.[docs]')")
    pytest.importorskip("mkdocstrings", reason="mkdocstrings is not installed (pip install '.[docs]')")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--quiet",
        "--site-dir",
        tmp_path / "site",
    ]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = [path for path in (tmp_path / "site").rglob("*.html") if path.name != "sample-map.html"]
    assert len(pages) > 15
    asking = re.compile(
        r"<(?:script|img|iframe|source)\b[^>]*\bsrc=\"?(?:https?:)?//[^>]*>|<link\b[^>]*href=\"?(?:https?:)?//[^>]*>"
    )
    assert not [
        found.group() for path in pages for found in asking.finditer(path.read_text(encoding="utf-8"))
    ]
    assert (tmp_path / "site" / "search" / "search_index.js").is_file()  # its search works from a disk
    assert 'src="../offline.js"' in (tmp_path / "site" / "howto" / "theatre.html").read_text(encoding="utf-8")
    told = (tmp_path / "site" / "reference" / "commands.html").read_text(encoding="utf-8")
    assert "frontline theatre check" in told
    assert "draw_ground" in (tmp_path / "site" / "reference" / "python.html").read_text(encoding="utf-8")
