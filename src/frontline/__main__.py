"""`python -m frontline` is the command line; also the installed program, so that it can be stopped before all is loaded."""

from __future__ import annotations

import gc
import sys

#: Records are made and let go by the million, and next to none lie in a ring: looking for rings as often as Python does
#: takes a twentieth of a run, and a tenth of the start.
_RINGS_AFTER = 50_000


def main() -> None:
    """Load the command line and run it."""
    gc.set_threshold(_RINGS_AFTER)
    try:
        from frontline import cli

        cli.main()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped before anything was done.\n")
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
