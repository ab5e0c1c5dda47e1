"""Extractors that test who runs them: plain functions of a document's text, which other processes can import."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path, PurePosixPath

from frontline.errors import DocumentError, InputError
from frontline.model import Claim, Document, Findings

NAME = "Midham"
FAULTS = {
    "GREED": MemoryError(),
    "RAISE": RecursionError("too deep"),
    "BREAK": InputError("this extractor has the wrong settings"),
}


class WordReader:
    """Claims each `Midham` of a text; does to its process what the text's first word says."""

    cache_stamp = "words-1"

    def __init__(self, marks: str | Path = "") -> None:
        self.marks = str(marks)
        self.read_so_far = 0

    def read(self, document: Document) -> Findings:
        self.read_so_far += 1
        order = document.text.split(maxsplit=1)[0]
        if order == "CRASH":
            os._exit(3)
        if order == "ONCE":
            self._crash_once(document)
        if order == "SLEEP":
            time.sleep(0.3)
        if order == "SLOW":
            time.sleep(0.02)
        while order == "SPIN":
            pass
        if order == "HANG":
            time.sleep(600)
        if order in FAULTS:
            raise FAULTS[order]
        if order == "REFUSE":
            raise DocumentError(f"{document.doc_id}: is refused")
        return Findings(tuple(self._claims(document)))

    def _crash_once(self, document: Document) -> None:
        """End the process, but not the next one that reads this document."""
        mark = Path(self.marks) / document.doc_id
        if not mark.exists():
            mark.touch()
            os._exit(9)

    def _claims(self, document: Document):
        at = document.text.find(NAME)
        while at >= 0:
            yield Claim(
                document.doc_id, "midham", NAME, 35.0, 37.0, "captured", "red", document.published, 1, "asserted",
                background=False, attribution="", quote=NAME, start=at, end=at + len(NAME), rule="word",
                published=document.published, outlet=document.outlet,
            )  # fmt: skip
            at = document.text.find(NAME, at + 1)


class DeadlyPath(PurePosixPath):
    """A path that ends the worker that looks at its name, as a page might that breaks its parser."""

    @property
    def name(self) -> str:
        if multiprocessing.parent_process() is not None:
            os._exit(3)
        return super().name
