"""Fetch: a web address that the user gave to its bytes, politely and within bounds.

Owns what may be asked (no private address, nothing that robots.txt forbids, one question at a time and host), how long
and how large an answer may be, and what is kept of it for next time. Knows no article. Nothing is fetched unless a
`Fetcher` was made and handed in.
"""

from __future__ import annotations

from frontline.fetch.agent import user_agent
from frontline.fetch.fetcher import Fetched, Fetcher

__all__ = ["Fetched", "Fetcher", "user_agent"]
