"""Errors: every way in which Frontline fails, drawn as a tree.

FrontlineError
├── InputError(ValueError)                 an article, a spreadsheet or an option that cannot be used
│   ├── DocumentError                      one article: unreadable, empty, undated
│   │   ├── FetchError                     one web address: it may not be asked, or gives no answer in bounds
│   │   └── ExtractionError                one article: an extractor got no answer, or quotes what is not in it
│   ├── SpreadsheetError                   one spreadsheet of claims, or one of its rows
│   └── NoInputError(FileNotFoundError)    nothing to read at the place named
├── TheatreError(ValueError)               a theatre pack with faults (all of them, with file and line)
│   └── TheatreNotFoundError(LookupError)
├── PlaceNotFoundError(LookupError)        a name that no gazetteer knows
├── WorkerError(RuntimeError)               nobody can be got to read: no process starts, a cluster does not answer
├── TableError(ValueError)                 a table that breaks its column contract
└── NothingToMapError                      all went well, but no claim can be drawn

A message says what was expected, what came (with file, line or article), and what to do.
"""


class FrontlineError(Exception):
    """The root of every error that Frontline raises on purpose."""


class InputError(FrontlineError, ValueError):
    """Something that the user gave cannot be used."""


class DocumentError(InputError):
    """One article cannot be used: unreadable, empty, undated."""


class FetchError(DocumentError):
    """One web address cannot be used: it may not be asked, or gives no answer within the bounds."""


class ExtractionError(DocumentError):
    """An extractor has nothing to show for one article: nobody answered it, or its claims are not in the text."""


class SpreadsheetError(InputError):
    """One spreadsheet of claims, or one of its rows, cannot be used."""


class NoInputError(InputError, FileNotFoundError):
    """There is nothing to read at the place that was named."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class TheatreError(FrontlineError, ValueError):
    """A theatre pack has faults; the message lists every one with its file and line."""


class TheatreNotFoundError(TheatreError, LookupError):
    """No theatre pack of that name is known."""


class PlaceNotFoundError(FrontlineError, LookupError):
    """No gazetteer knows the name."""


class WorkerError(FrontlineError, RuntimeError):
    """Nobody can be got to read the documents: no process starts, or a cluster does not answer."""


class TableError(FrontlineError, ValueError):
    """A table breaks its column contract."""


class NothingToMapError(FrontlineError):
    """Everything was read, and nothing of it can be drawn."""
