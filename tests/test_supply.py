"""Supply chain: locks name no registry and cover what is declared; licences are listed; tools keep their bounds."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "requirements"


@pytest.fixture(scope="module")
def licences():
    spec = importlib.util.spec_from_file_location("licences", LOCKS / "licences.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def locked(name):
    text = (LOCKS / name).read_text(encoding="utf-8")
    return {
        match[1]: match[2] for match in re.finditer(r"^([a-z0-9-]+)==([^\s;\\]+)", text, re.MULTILINE)
    }, text


@pytest.mark.parametrize("name", ["lock.txt", "dev.txt"])
def test_a_lock_has_hashes_and_no_address(name):
    versions, text = locked(name)
    assert len(versions) > 30
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links", text)
    entries = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_lock_of_npm_has_no_address():
    lock = json.loads((ROOT / "src/frontline/web/package-lock.json").read_text(encoding="utf-8"))
    assert "resolved" not in json.dumps(lock)
    assert all(told.get("integrity") for name, told in lock["packages"].items() if name)


def test_what_is_declared_is_locked_and_listed(licences):
    versions, _ = locked("lock.txt")
    listed = (LOCKS / "licences.md").read_text(encoding="utf-8")
    direct = licences.direct_dependencies()
    assert set(direct) <= set(versions), "run `make lock`"
    wrong = [name for name in direct if f"| {name} | {licences.licence_of(name)} |" not in listed]
    assert not wrong, f"run `make licences`: {wrong}"
    assert "not stated" not in listed


def test_a_locked_version_is_one_that_is_allowed():
    versions, _ = locked("lock.txt")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in project["dependencies"]:
        name, _, least = re.split(r"[;\s]", line)[0].partition(">=")
        if least:
            assert tuple(map(int, re.findall(r"\d+", versions[name]))) >= tuple(map(int, least.split("."))), (
                name
            )


def test_an_audit_without_a_network_warns_and_stops_nothing(tmp_path):
    """`pip_audit` that reaches nobody, or is not there, is no advisory."""
    (tmp_path / "pip_audit.py").write_text("raise SystemExit('no route to host')", encoding="utf-8")
    (tmp_path / "audit.py").write_text((LOCKS / "audit.py").read_text(encoding="utf-8"), encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        f"import os, runpy; os.environ['PYTHONPATH'] = {str(tmp_path)!r}; runpy.run_path({str(tmp_path / 'audit.py')!r}, run_name='__main__')",
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (0, "")
    assert "could not be made (no route to host)" in told.stderr
