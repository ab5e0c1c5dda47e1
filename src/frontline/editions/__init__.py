"""Editions: a map for each day on which something was new, and what changed since the one before.

`news` owns what an edition remembers and what is new in it, `pages` and `feed` how that is told, `keeping` the folder in
which editions stand, `archive` the articles of feeds. Knows no clock and no network: the time is handed in.
"""

from frontline.editions.archive import keep_articles
from frontline.editions.keeping import Edition, fingerprint, is_up_to_date, keep_edition, read_editions
from frontline.editions.news import Memory, News, compare, remember

__all__ = [
    "Edition",
    "Memory",
    "News",
    "compare",
    "fingerprint",
    "is_up_to_date",
    "keep_articles",
    "keep_edition",
    "read_editions",
    "remember",
]
