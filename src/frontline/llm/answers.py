"""Answers: what a model answered before, kept by the content of its question. Knows no server and no claim."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path


class AnswerStore:
    """A folder of answers, a file each, named by a hash of the question; it may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, *question: str) -> Path:
        """Return where the answer to a question is kept: model, address, prompt version, task and text."""
        name = hashlib.sha256(json.dumps(question).encode()).hexdigest()
        return self.folder / name[:2] / f"{name}.json"

    def find(self, *question: str) -> str | None:
        """Return the answer to a question, None where there is none that can be read."""
        try:
            kept = json.loads(self.path_of(*question).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        answer = kept.get("answer") if isinstance(kept, dict) else None
        return answer if isinstance(answer, str) else None

    def keep(self, answer: str, *question: str) -> None:
        """Write an answer aside, then rename it: two processes may do so at once.

        Raises
        ------
        OSError
            If the folder cannot be written.
        """
        path = self.path_of(*question)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, aside = tempfile.mkstemp(prefix=".", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"answer": answer}, file)
            Path(aside).replace(path)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
