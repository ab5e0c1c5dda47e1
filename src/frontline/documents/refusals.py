"""What of the sources could not be used, and what is worth a line: said by name. Knows no format."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that could not be used: the file, where in it ("" = all of it), why, and what to do.

    `count` is the number of articles or rows that it stands for.
    """

    path: str
    where: str
    reason: str
    advice: str
    count: int = 1

    def __str__(self) -> str:
        place = f"{self.path}, {self.where}" if self.where else self.path
        line = f"{place}: {self.reason}; {self.advice}" if self.advice else f"{place}: {self.reason}"
        return re.sub(r"[\s\x00-\x1f\x7f\u2028\u2029]+", " ", line).strip()


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth a line that stops nothing."""

    text: str

    def __str__(self) -> str:
        return self.text
