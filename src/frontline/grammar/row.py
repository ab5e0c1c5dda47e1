"""Row: a sentence's chunks, and questions about where in it a chunk stands.

Owns clause bounds, voice, and which words govern which. Knows no side's meaning and no place's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import NO_TAGS

if TYPE_CHECKING:
    from frontline.grammar.chunk import Chunk
    from frontline.lexicon import Lexicon

DASHES = frozenset({"—", "–", "--", "-"})
STRONG = frozenset({";", ":", *DASHES})
CLAUSE_STARTERS = frozenset(
    {
        "but", "while", "whereas", "although", "though", "because", "when", "after", "before", "as", "until",
        "if", "unless", "even as", "even though", "so that", "once", "so", "meanwhile", "however", "following",
        "amid", "despite", "ahead of", "since",
    }
)  # fmt: skip
_CLAUSE_ENDS = STRONG | CLAUSE_STARTERS
#: How far from its verb a role is looked for, in chunks.
REACH = 14
#: How far before "from X" the verb stands that makes X the place that is left, in chunks.
_LEFT_REACH = 5
#: A dash after more chunks than this ends no dateline.
_LONGEST_DATELINE = 8
#: Hours that "before" and "after" lead to without opening a clause.
HOURS = ("dawn", "daybreak", "sunrise", "noon", "midday", "sunset", "dusk", "dark", "nightfall", "midnight")
#: How far after a place the state of a hold on it may be told, in chunks.
_TELLING_REACH = 4
_AUXILIARY = frozenset({"be", "have", "modal", "do"})
#: What a verb's subject or auxiliary is not, unless it may be more than that.
_QUALIFYING, _UNQUALIFYING = frozenset({"adverb", "negation"}), frozenset({"be", "modal", "determiner"})
#: What may stand between "were" and its participle: "A and B were both taken".
_FLOATING = frozenset({"all", "both", "each"})
_SAYING = frozenset({"report", "deny", "plan", "doubt", "untrue"})


class Row:
    """A sentence's chunks with the lexicon that they were read with."""

    def __init__(self, chunks: list[Chunk], lexicon: Lexicon) -> None:
        self.chunks = chunks
        self.lexicon = lexicon
        #: The words of all chunks, and all that they may be: what no chunk has spares the walk along them.
        self.lows = frozenset([chunk.low for chunk in chunks])
        self.tags = tags_of(chunks)

    def low(self, at: int) -> str:
        """Return a chunk's words, "" outside the sentence."""
        chunks = self.chunks
        return chunks[at].low if 0 <= at < len(chunks) else ""

    def preposition(self, at: int) -> str:
        """Return the preposition that a chunk is, "" for any other and outside the sentence."""
        return self.chunks[at].preposition if 0 <= at < len(self.chunks) else ""

    def reach(self, at: int, size: int = REACH) -> range:
        """Return the indices after a chunk, as far as its roles are looked for."""
        return range(at + 1, min(len(self.chunks), at + size))

    # ------------------------------------------------------------------------------------- before
    def before(self, at: int) -> int | None:
        """Return the index of the chunk before, adverbs, negations and dates left out."""
        index = at - 1
        while index >= 0:
            chunk = self.chunks[index]
            skipped = not chunk.tags.isdisjoint(_QUALIFYING) and chunk.tags.isdisjoint(_UNQUALIFYING)
            floats = chunk.low in _FLOATING and index > 0 and "be" in self.chunks[index - 1].tags
            if not floats and chunk.kind != "date" and not skipped:
                return index
            index -= 1
        return None

    def before_auxiliaries(self, at: int) -> int | None:
        """Return the index of the chunk before a verb and its "has been", "will"."""
        index = self.before(at)
        while index is not None and self.chunks[index].tags & _AUXILIARY:
            index = self.before(index)
        return index

    def before_aside(self, at: int) -> int:
        """Return the index before the dash that opens an aside which closes at `at`, or -1."""
        return next((index - 1 for index in range(at - 1, -1, -1) if self.low(index) in DASHES), -1)

    def governor(self, at: int) -> int:
        """Return the index of what stands before a chunk's article and adjectives, or -1."""
        index = at - 1
        while index >= 0 and (
            self.chunks[index].tags & {"determiner", "adjective"} or self.chunks[index].kind == "adjective"
        ):
            index -= 1
        return index

    # ---------------------------------------------------------------------------------- questions
    def is_event_verb(self, at: int) -> bool:
        """Say if it is a verb of the lexicon."""
        return bool(self.chunks[at].verbs) and self.chunks[at].kind == "word"

    def is_noun(self, at: int) -> bool:  # noqa: PLR0911 - a list of cases
        """Say if a form like "control" or "advance" is a noun here."""
        before = self.before(at)
        tags = self.chunks[at].tags
        if before is None:
            return "near" in tags
        chunk = self.chunks[before]
        if chunk.kind in ("adjective", "asset") or chunk.low in ("'s", "'", "whose"):
            return chunk.low.split()[-1] not in self.lexicon.words["banner_noun"]  # "army flags fly"
        if tags & {"near", "adjective"}:
            return chunk.kind != "actor" and "modal" not in chunk.tags and chunk.low != "to"
        if "asset" in tags and chunk.kind == "actor" and self.low(before - 1) in ("in", "into"):
            return True  # "in government hands"
        if chunk.low in ("to", "and"):
            return False
        leading = self.before(before)
        if (
            chunk.kind == "word"
            and not chunk.tags
            and leading is not None
            and "determiner" in self.chunks[leading].tags
        ):
            return not chunk.low.endswith("s")
        own = chunk.tags if chunk.kind == "word" else chunk.tags - {"adjective"}  # "military withdraws"
        governed = bool(own & {"determiner", "adjective", "be"} or chunk.preposition)
        return governed and "relative" not in chunk.tags

    def is_gerund(self, at: int) -> bool:
        """Say if an -ing form is a noun here: "the withdrawing of", "fighting goes on"."""
        if not self.chunks[at].nouns:
            return False
        before = self.before(at)
        if at and self.chunks[at - 1].kind == "date":
            return False  # "days after taking X"
        if before is None:
            return at + 1 < len(self.chunks) and self.low(at + 1) != ","
        chunk = self.chunks[before]
        verbal = chunk.low in ("after", "before", "by", ",", "while", "and")
        return not ("be" in chunk.tags or chunk.kind == "actor" or verbal)

    def is_finite(self, at: int) -> bool:
        """Say if it is a verb of the lexicon in a finite form."""
        forms = {sense.form for sense in self.chunks[at].verbs}
        return bool(forms & {"past", "third", "base"}) and not self.is_noun(at)

    def is_plain_noun(self, at: int) -> bool:
        """Say if it is a noun that no list knows, so that another than a side or a place is the subject."""
        chunk = self.chunks[at]
        known = bool(chunk.tags or chunk.verbs or chunk.nouns)
        return (
            chunk.kind == "word"
            and not (known or chunk.capital)
            and not chunk.low[0].isdigit()
            and not chunk.low.endswith("ly")
        )

    def is_governed(self, at: int) -> bool:
        """Say if a preposition leads to it."""
        index = self.governor(at)
        return index >= 0 and bool(self.chunks[index].preposition)

    def is_lead_governed(self, at: int) -> bool:
        """Say if a preposition, or a verb that ends in one, leads to a place and its article."""
        index = at - 1
        while index >= 0 and self.chunks[index].tags & {"determiner", "adjective"}:
            index -= 1
        if index < 0:
            return False
        chunk = self.chunks[index]
        return bool(chunk.preposition) or chunk.low.split()[-1] in ("of", "in", "on", "from", "to", "at")

    def is_aside_speaker(self, at: int) -> bool:
        """Say if it is the speaker of ", the army said,"."""
        end = at + 2
        while end < len(self.chunks) and (self.chunks[end].preposition or self.chunks[end].kind == "date"):
            end += 1  # "the army said on Sunday night,"
        return end < len(self.chunks) and "report" in self.chunks[at + 1].tags and self.low(end) == ","

    def is_in_relative(self, at: int, verb: int) -> bool:
        """Say if it is the subject of a relative clause that is over before the verb: "a ridge which the army left, and"."""
        index = at - 1
        while index >= 0 and (
            self.chunks[index].tags & {"determiner", "adjective"}
            and "relative" not in self.chunks[index].tags
        ):
            index -= 1
        if index < 1 or self.low(index) not in ("which", "that", "whom", "where"):
            return False
        if self.low(index) == "that" and self.chunks[index - 1].tags & _SAYING:
            return False
        between = range(at + 1, verb)
        return any(self.is_event_verb(k) for k in between) and any(self.low(k) == "," for k in between)

    def is_over(self, at: int) -> bool:
        """Say if what a noun names is over: "where fighting ended", "clashes lasted"."""
        return "ended" in self.tags and any("ended" in chunk.tags for chunk in self.chunks[at + 1 : at + 5])

    def is_waning(self, place: int) -> bool:
        """Say if a hold on a place is told to be less than one: "the army's grip on X is slipping", "ended"."""
        told = self.chunks[place + 1 : place + 1 + _TELLING_REACH]
        if not told or "ended" in told[0].tags:
            return bool(told)
        return bool(told[0].tags & {"be", "copula"}) and any("waning" in chunk.tags for chunk in told)

    def is_relative(self, at: int) -> bool:
        """Say if a relative clause begins here."""
        tags = self.chunks[at].tags
        return "relative" in tags and "determiner" not in tags

    def opens_clause(self, at: int) -> bool:
        """Say if the chunk is the subject of a verb that follows it."""
        after = at + 1
        while after < len(self.chunks) and "adverb" in self.chunks[after].tags:
            after += 1
        if after >= len(self.chunks):
            return False
        return bool(
            self.chunks[after].tags & {"be", "have", "modal", "copula", "report"} or self.is_event_verb(after)
        )

    def ends_phrase(self, at: int) -> bool:
        """Say if a clause's object ends before a chunk: at a mark, a date, an adverb, a conjunction, or nothing."""
        if at >= len(self.chunks):
            return True
        chunk = self.chunks[at]
        if chunk.preposition in ("on", "in", "with", "by") and at + 1 < len(self.chunks):
            return self.chunks[at + 1].kind == "date"
        return chunk.kind in ("punct", "date") or bool(chunk.tags & {"adverb", "conjunction"})

    # ------------------------------------------------------------------------------------- bounds
    def ends_clause(self, at: int) -> bool:
        """Say if a chunk ends the clause before it, whatever that is."""
        return self.low(at) in _CLAUSE_ENDS

    def clause(self, at: int, left: int, right: int) -> tuple[int, int]:
        """Return the first and last chunk of the clause around a trigger and its place."""
        chunks, first = self.chunks, left
        while first > 0:
            chunk = chunks[first - 1]
            if chunk.low in STRONG or (chunk.low in CLAUSE_STARTERS and first > 1):
                break
            if chunk.verbs and chunk.kind == "word" and first - 1 != at and self.is_finite(first - 1):
                break
            first -= 1
        last = right
        while last + 1 < len(chunks):
            chunk = chunks[last + 1]
            starts = chunk.low in CLAUSE_STARTERS and chunk.low not in ("as", "since")
            if chunk.low in STRONG or (starts and not self._tells_hour(last + 2)):
                break
            if "relative" in chunk.tags and "determiner" not in chunk.tags:
                break
            if chunk.verbs and chunk.kind == "word" and self.is_finite(last + 1):
                break
            last += 1
        return first, last

    def _tells_hour(self, at: int) -> bool:
        """Say if a date begins with an hour of the day: "before *dawn on 8 May*", which opens no clause."""
        return at < len(self.chunks) and self.chunks[at].kind == "date" and self.low(at).startswith(HOURS)

    def is_in_subordinate(self, at: int, later: int) -> bool:
        """Say if it stands in a clause such as "as the army fled" that is over, after a main one, before `later`."""
        if not any(self.low(k) in STRONG for k in range(at + 1, later)):
            return False
        for index in range(at - 1, 0, -1):
            if self.low(index) in STRONG or self.low(index) == ",":
                return False
            if self.low(index) in CLAUSE_STARTERS:
                return any(self.is_event_verb(k) for k in range(index))
        return False

    def part(self, at: int) -> tuple[int, int]:
        """Return the bounds of a sentence's part: to a semicolon, a dash, "but" or ", and"."""
        ends = [
            index
            for index in range(len(self.chunks))
            if self.low(index) in STRONG
            or self.low(index) == "but"
            or (self.low(index) == "and" and self.low(index - 1) == ",")
        ]
        first = max((end + 1 for end in ends if end < at), default=0)
        return first, min((end for end in ends if end > at), default=len(self.chunks))


def tags_of(chunks: list[Chunk]) -> frozenset[str]:
    """Return all that the words of chunks may be."""
    return NO_TAGS.union(*[chunk.tags for chunk in chunks])


def is_origin(chunks: list[Chunk], place: Chunk) -> bool:
    """Say if a place only tells where somebody comes from: "attacked from X", not "reporting from X", "withdrew from X"."""
    at = chunks.index(place)
    if at == 0 or chunks[at - 1].preposition != "from" or _reports(chunks, at):
        return False
    near = (sense for chunk in chunks[max(0, at - _LEFT_REACH) : at] for sense in chunk.verbs)
    return not any(sense.rule.status in ("withdrawn", "lost") for sense in near)


def _reports(chunks: list[Chunk], at: int) -> bool:
    return at > 1 and "report" in chunks[at - 2].tags and chunks[at - 2].low.endswith("ing")


def is_way_point(chunks: list[Chunk], place: Chunk) -> bool:
    """Say if a place only tells where somebody comes from or goes to: "left for X"."""
    at = chunks.index(place)
    return at > 0 and chunks[at - 1].preposition in ("from", "to") and not _reports(chunks, at)


def is_free(chunks: list[Chunk], place: Chunk) -> bool:
    """Say if no verb and no preposition leads to a place, or it opens its sentence: a subject, a line's name, "In X, ..."."""
    led = _leading(chunks, place)
    opens = led is not None and led is chunks[0] and led.preposition == "in"
    return led is None or opens or not (led.preposition or led.verbs)


def is_in_passing(chunks: list[Chunk], place: Chunk) -> bool:
    """Say if a place only tells of another where it is, or of somebody where he comes from or goes: "near X", "to X"."""
    if place.extent in ("edge", "wide"):
        return True
    led = _leading(chunks, place)
    leads_by = led is not None and led.preposition in ("from", "to", "near")
    return leads_by and not _reports(chunks, chunks.index(place))


def _leading(chunks: list[Chunk], place: Chunk) -> Chunk | None:
    """Return what stands before a place, its article and its adjectives."""
    at = chunks.index(place) - 1
    while at >= 0 and chunks[at].tags & {"determiner", "adjective", "kind"} and not chunks[at].preposition:
        at -= 1
    return chunks[at] if at >= 0 else None


def dateline_size(chunks: list[Chunk]) -> int:
    """Return how many chunks the place and day take before the dash of "CAPITAL, May 9 -", 0 where there is none."""
    if not chunks or chunks[0].kind != "place":
        return 0
    for at, chunk in enumerate(chunks[:_LONGEST_DATELINE]):
        if chunk.low in DASHES:
            opens = at + 1 < len(chunks) and (chunks[at + 1].capital or chunks[at + 1].kind != "word")
            return at + 1 if opens else 0
        if chunk.kind not in ("place", "date", "punct") and not chunk.capital:
            return 0
    return 0


def is_way(chunk: Chunk) -> bool:
    """Say if it is a town's name only in that of a road or a province."""
    return chunk.extent == "wide" and any(item.place and not item.place.is_wide for item in chunk.places)
