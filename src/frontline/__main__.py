"""`python -m frontline` is the command line; also the installed program, so that it can be stopped before all is loaded."""

from __future__ import annotations

import sys


def main() -> None:
    """Load the command line and run it."""
    try:
        from frontline import cli

        cli.main()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped before anything was done.\n")
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
