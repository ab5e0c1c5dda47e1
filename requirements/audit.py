"""Asks the advisory databases about every locked version; what could not be asked is a warning, and stops nothing.

Takes the path of pip-audit (https://pypi.org/project/pip-audit), and how many seconds it may take.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).with_name("lock.txt")
#: Names of what could not be asked about that are told; the others are counted.
SHOWN = 5


def main(tool: str, seconds: float) -> int:
    """Return 1 if an advisory speaks of a locked version, else 0."""
    command = [tool, "--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    try:
        told = subprocess.run(
            [*command, "-r", str(LOCK)], capture_output=True, text=True, check=False, timeout=seconds
        )
        packages = json.loads(told.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        return warn(f"it took more than {seconds:g} s")
    except OSError as error:
        return warn(f"{tool} cannot be run: {error.strerror}")
    except (ValueError, KeyError):
        return warn((told.stderr.strip().splitlines() or ["no reason was told"])[-1][:200])
    return report(packages)


def report(packages: list[dict[str, Any]]) -> int:
    """Tell what advisories speak of, and what could not be asked about: silence about a package is no clean bill."""
    asked = [one for one in packages if "skip_reason" not in one]
    for one in asked:
        for advisory in one["vulns"]:
            mended = ", ".join(advisory["fix_versions"]) or "no version yet"
            sys.stdout.write(f"{one['name']} {one['version']}: {advisory['id']}, mended in {mended}\n")
    silent = [one["name"] for one in packages if "skip_reason" in one]
    if silent:
        more = f" and {len(silent) - SHOWN} more" if len(silent) > SHOWN else ""
        warn(
            f"{len(silent)} of {len(packages)} packages are unknown there: {', '.join(silent[:SHOWN])}{more}"
        )
    told = sum(bool(one["vulns"]) for one in asked)
    sys.stdout.write(f"{len(asked)} locked version(s) asked about; advisories speak of {told}.\n")
    return int(told > 0)


def warn(reason: str) -> int:
    """Say that the audit is not whole, which is no failure of the project."""
    sys.stderr.write(
        f"warning: the audit could not be made whole ({reason}); run `make audit` again with a network\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2])))
