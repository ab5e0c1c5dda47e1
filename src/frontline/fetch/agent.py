"""Who asks: the name that every request of Frontline carries."""

from __future__ import annotations

import os
from importlib import metadata

from frontline import __version__

#: The name that a site's robots.txt may address.
PRODUCT = "frontline"


def user_agent() -> str:
    """Return who asks: the program, its version and the address of whoever runs it (`$FRONTLINE_CONTACT`).

    Without one, the address of the project, where the installed package tells it.
    """
    try:
        told = metadata.metadata("frontline").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        told = []
    contact = "".join(
        char for char in os.environ.get("FRONTLINE_CONTACT", "") if char.isascii() and char.isprintable()
    )
    address = contact.strip() or next((line.partition(",")[2].strip() for line in told), "")
    return f"{PRODUCT}/{__version__}" + (f" (+{address})" if address else "")
