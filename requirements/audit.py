"""Asks the advisory databases about every locked version; without a network it warns, and stops nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).with_name("lock.txt")


def main() -> int:
    """Return 1 if an advisory speaks of a locked version, else 0."""
    told = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off", "-r", str(LOCK)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    sys.stdout.write(told.stdout)
    if told.returncode == 0:
        sys.stdout.write("No advisory speaks of a locked version.\n")
        return 0
    if "known vulnerabilit" in told.stdout + told.stderr:
        sys.stderr.write(told.stderr)
        return 1
    last = (told.stderr.strip().splitlines() or ["no reason was told"])[-1]
    sys.stderr.write(
        f"warning: the audit could not be made ({last[:200]}); run `make audit` again with a network\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
