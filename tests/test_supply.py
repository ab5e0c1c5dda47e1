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


def audit(tmp_path, script, seconds=20):
    """Return how an audit ends whose tool is this script."""
    tool = tmp_path / "pip-audit"
    tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    tool.chmod(0o755)
    command = [sys.executable, LOCKS / "audit.py", str(tool), str(seconds)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("script", "seconds", "reason"),
    [
        ("echo 'no route to host' >&2; exit 1", 20, "no route to host"),
        ("exec sleep 60", 0.2, "more than 0.2 s"),
        ("rm $0; exec $0", 20, "no reason|not found|No such file"),
    ],
)
def test_an_audit_without_a_network_warns_and_stops_nothing(tmp_path, script, seconds, reason):
    told = audit(tmp_path, script, seconds)
    assert (told.returncode, told.stdout) == (0, "")
    assert re.search(f"could not be made whole .*({reason})", told.stderr)


def test_an_audit_without_its_tool_warns_too(tmp_path):
    command = [sys.executable, LOCKS / "audit.py", str(tmp_path / "none"), "1"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0
    assert "cannot be run" in told.stderr


@pytest.mark.parametrize("found", [False, True])
def test_an_audit_tells_what_it_could_not_ask_about(tmp_path, found):
    vulns = [{"id": "PYSEC-1", "fix_versions": ["2.0"]}] if found else []
    packages = [
        {"name": "known", "version": "1.0", "vulns": vulns},
        {"name": "strange", "skip_reason": "not found"},
    ]
    told = audit(tmp_path, f"cat <<'END'\n{json.dumps({'dependencies': packages})}\nEND\nexit {int(found)}")
    assert told.returncode == int(found)
    assert f"1 locked version(s) asked about; advisories speak of {int(found)}." in told.stdout
    assert ("known 1.0: PYSEC-1, mended in 2.0" in told.stdout) == found
    assert "1 of 2 packages are unknown there: strange" in told.stderr
