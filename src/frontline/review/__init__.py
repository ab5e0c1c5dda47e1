"""Review: a page on this machine where a person looks at claims beside their words and decides.

`desk` owns what the page shows and what becomes of a decision, `page` the form in which the browser gets it, `server` who
may ask. Nothing leaves the machine: the server listens on 127.0.0.1 and answers only whoever knows its token.
"""

from frontline.review.desk import Desk
from frontline.review.server import ReviewServer

__all__ = ["Desk", "ReviewServer"]
