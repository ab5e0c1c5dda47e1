"""Labels: which names are written, and where, so that none covers another. Greedy, the most important first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from frontline.figures.canvas import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontline.figures.canvas import Align, Canvas


@dataclass(frozen=True)
class Box:
    """A rectangle from its upper left corner, pixels."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        """Tell whether two boxes overlap."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def is_within(self, other: Box) -> bool:
        """Tell whether it lies wholly in another box."""
        return (
            self.x >= other.x
            and self.y >= other.y
            and self.x + self.width <= other.x + other.width
            and self.y + self.height <= other.y + other.height
        )


class Room:
    """What is taken of a map's box so far. A few hundred boxes need no index."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self._taken: list[Box] = []

    def take(self, box: Box) -> None:
        """Take a box, free or not."""
        self._taken.append(box)

    def take_if_free(self, box: Box) -> bool:
        """Take a box that lies in the map and meets none that is taken."""
        if not box.is_within(self.box) or any(box.meets(taken) for taken in self._taken):
            return False
        self._taken.append(box)
        return True


@dataclass(frozen=True)
class Label:
    """A name at a point; `gap` pixels lie between the two. `centred` names stand on their point."""

    text: str
    x: float
    y: float
    size: float
    ink: str
    gap: float = 0.0
    bold: bool = False
    italic: bool = False
    centred: bool = False
    align: Align = "left"

    def write(self, canvas: Canvas) -> None:
        """Write it where it was put."""
        canvas.text(
            self.x, self.y, self.text, self.size,
            ink=self.ink, bold=self.bold, italic=self.italic, align=self.align, halo=canvas.inks.halo,
        )  # fmt: skip


def put(label: Label, room: Room, points: float) -> Label | None:
    """Find and take room for a label: right, left, above, below of its point. None where there is none.

    `points` is the canvas's points to a pixel: letters are measured at the size in which they are set.
    """
    size = label.size * points
    width = text_width(label.text, size, bold=label.bold, italic=label.italic) / points
    height = label.size * 1.15
    for left, top, align in _spots(label, width, height):
        if room.take_if_free(Box(left - 2, top, width + 4, height)):
            x = {"left": left, "right": left + width, "center": left + width / 2}[align]
            return replace(label, x=x, y=top + height / 2, align=align)
    return None


def _spots(label: Label, width: float, height: float) -> Iterator[tuple[float, float, Align]]:
    x, y, gap = label.x, label.y, label.gap
    if label.centred:
        yield x - width / 2, y - height / 2, "center"
        return
    yield x + gap, y - height / 2, "left"
    yield x - gap - width, y - height / 2, "right"
    yield x + gap * 0.75, y - gap * 0.5 - height, "left"
    yield x + gap * 0.75, y + gap * 0.5, "left"
    yield x - width / 2, y - gap - height, "center"
    yield x - width / 2, y + gap, "center"
    yield x - gap * 0.75 - width, y - gap * 0.5 - height, "right"
    yield x - gap * 0.75 - width, y + gap * 0.5, "right"
