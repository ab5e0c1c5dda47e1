"""`make fuzz`: atheris (libFuzzer with coverage of Python code) on each reader for a while; hypothesis where it is missing.

    python tests/bench/fuzz.py [TARGET ...] [--seconds 60]

A finding ends the run with exit code 1 and the bytes that made it, in build/fuzz/TARGET/.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

NAMES = ("articles", "tables", "place-files", "theatres", "sentences", "dates", "addresses")
FOLDER = Path("build/fuzz")


def main() -> int:
    """Fuzz each target in a process of its own, for libFuzzer ends its process; tell how many had a finding."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", default=[])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.one:
        return _fuzz(told.targets[0], told.seconds)
    found = 0
    for name in told.targets or NAMES:
        command = [sys.executable, __file__, name, "--seconds", str(told.seconds), "--one"]
        code = subprocess.run(command, check=False).returncode
        sys.stdout.write(f"{name}: {'a finding, see ' + str(FOLDER / name) if code else 'no finding'}\n")
        sys.stdout.flush()
        found += bool(code)
    return int(bool(found))


def _fuzz(name: str, seconds: int) -> int:
    try:
        import atheris
    except ImportError:
        sys.stdout.write("atheris is not installed (pip install frontline[fuzz]); hypothesis instead\n")
        return _with_hypothesis(name, seconds)
    seeds, findings = FOLDER / name / "seeds", FOLDER / name
    seeds.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=["frontline"]):
        from fuzzing import TARGETS
    options = [
        f"-max_total_time={seconds}",
        "-max_len=4096",
        "-timeout=60",
        f"-artifact_prefix={findings}/",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], str(seeds), *options], TARGETS[name])
    atheris.Fuzz()
    return 0


def _with_hypothesis(name: str, seconds: int) -> int:
    import time

    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    from fuzzing import TARGETS

    until = time.monotonic() + seconds

    @given(st.binary(max_size=2_000))
    @settings(max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def go(data: bytes) -> None:
        TARGETS[name](data)

    while time.monotonic() < until:
        go()
    return 0


if __name__ == "__main__":
    sys.exit(main())
