"""Evidence: every source read to its claims, by whoever reads; the claims as a stream, and all of them at once.

Owns who reads (one process, several, a cluster), what is known from before (the cache), and the counts of what was read,
refused and found. Knows no language and no map.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from frontline.cache import FindingsCache, PiecesCache, stamp_of
from frontline.claims import ClaimExtractor
from frontline.corrections import Edits, correct_claims, is_corrections_file
from frontline.documents import DocumentStream, Duplicate, Note, Refusal, Remote
from frontline.errors import InputError, NoInputError
from frontline.limits import Limits
from frontline.model import Document
from frontline.spreadsheets import read_claims, split_sources
from frontline.workers import InProcess, Processes, read_in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from frontline.claims import Extractor
    from frontline.corrections import Corrections
    from frontline.gazetteer import Gazetteer
    from frontline.gleaning import Gleaned
    from frontline.model import Claim, Place
    from frontline.theatre import Theatre
    from frontline.workers import Team

#: A file of a source folder that says what the folder's articles are; so many bytes of it are shown.
NOTICE, MAX_NOTICE = "NOTICE.txt", 2000
#: Corrections that merely lie among the sources are named, not obeyed: a stranger's folder may bring some.
_CORRECTIONS_ARE_NO_SOURCE = "holds corrections, no claims: they are obeyed only with --corrections"
#: Places found by a service that the map names; the others are counted.
ASKED_SHOWN = 20
#: Of the names that no gazetteer has, so many are told: the most frequent are what a reader would add first.
UNKNOWN_SHOWN = 12
#: So many different ones are counted at a time; of more, the rarer half is forgotten.
MOST_UNKNOWN = 20_000


class Progress(Protocol):
    """Is told how far a stage has come; the command line draws it as a bar."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Stage `stage` has done `done` of `total` steps; a total of 0 is not known yet."""


#: Is told what is refused and noted.
Tell = Callable[[Refusal | Note | Duplicate], None]


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Account:
    """What was read and what became of it: every input is counted somewhere."""

    articles_read: int = 0
    articles_refused: int = 0
    articles_repeated: int = 0
    articles_nearly_repeated: int = 0
    articles_known: int = 0
    rows_read: int = 0
    rows_refused: int = 0
    place_names: int = 0
    place_names_unknown: int = 0
    claims: int = 0
    claims_present: int = 0
    claims_on_regions: int = 0
    claims_repeated: int = 0
    days: int = 0
    changes_reported: int = 0
    changes_presumed: int = 0
    claims_refused: int = 0


@dataclass(frozen=True)
class Evidence:
    """All claims of the sources, the documents they come from, what was refused, and the counts.

    `notice` is what the folders say of themselves in a `NOTICE.txt`: the map passes it on to its readers. `edits` is what
    people did to the claims.
    """

    claims: tuple[Claim, ...]
    documents: tuple[Document, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...] = ()
    account: Account = field(default_factory=Account)
    notice: str = ""
    edits: Edits = field(default_factory=Edits)


@dataclass(frozen=True)
class Means:
    """By what means articles are read; the claims are the same whatever they are.

    `workers` processes of this machine; or the Dask cluster at `cluster`, "local" (of as many workers) or a scheduler's
    address. An article that takes more than `max_seconds` of processor time is set aside (0: no limit). `cache_folder` is
    where findings are kept from run to run; None keeps none.
    """

    workers: int = 1
    cluster: str = ""
    max_seconds: float = Limits().article_seconds
    cache_folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The claims of one document; of a spreadsheet's claims the document is None."""

    document: Document | None
    claims: tuple[Claim, ...]


def gather(
    sources: Sequence[str | Path | Remote],
    theatre: Theatre,
    gazetteer: Gazetteer,
    *,
    extractor: Extractor | None = None,
    corrections: Corrections | None = None,
    means: Means | None = None,
    progress: Progress = _silent,
    texts: bool = True,
    tell: Tell | None = None,
) -> Evidence:
    """Read every source, articles and spreadsheets, to claims.

    Parameters
    ----------
    sources
        Files, folders (read recursively), "-" for standard input, or what `resolve_sources` makes of addresses.
    theatre
        The conflict that the sources speak of.
    gazetteer
        The places that names are looked up in.
    extractor
        Whatever reads an article's claims; None is the grammar of `frontline.claims.ClaimExtractor`.
    corrections
        What people decided about the claims: it is obeyed, and `edits` tells of it.
    means
        Who reads, and what is known from before; None reads all, in this process.
    progress
        Is told after each document.
    texts
        False keeps of the documents what a map shows: the heads of those that a claim is from, and no texts.
    tell
        Is told what is refused and noted, as it comes, and none of it is kept: of a million articles half may be
        refused. None keeps all of it in the evidence.

    Returns
    -------
    Evidence
        What could not be used is in `refusals`, by name, unless it was told; the rest goes on.

    Raises
    ------
    NoInputError
        If a source does not exist, or none holds an article or a spreadsheet.
    WorkerError
        If no worker can be started, or the cluster does not answer.
    """
    stream = EvidenceStream(sources, theatre, gazetteer, extractor=extractor, means=means, progress=progress)
    evidence = collect(stream, texts=texts or corrections is not None, tell=tell)
    if corrections is None:
        return evidence
    corrected = correct_claims(evidence.claims, evidence.documents, corrections, theatre)
    edits = corrected.edits
    present = sum(claim.is_present_control for claim in corrected.claims)
    return replace(
        evidence,
        documents=evidence.documents if texts else _heads(evidence.documents, corrected.claims),
        claims=corrected.claims,
        refusals=(*evidence.refusals, *edits.unfit),
        notes=(*evidence.notes, *edits.conflicts, *filter(None, (edits.words(),))),
        account=replace(evidence.account, claims=len(corrected.claims), claims_present=present),
        edits=edits,
    )


def collect(stream: EvidenceStream, *, texts: bool = True, tell: Tell | None = None) -> Evidence:
    """Return all that a stream brings at once; see `gather` for `texts` and `tell`."""
    refusals: list[Refusal] = []
    notes: list[str] = []
    claims: list[Claim] = []
    documents: list[Document] = []

    def keep(item: Refusal | Note | Duplicate) -> None:
        if isinstance(item, Refusal):
            refusals.append(item)
        else:
            notes.append(str(item))

    stream.tell = tell or keep
    for finding in stream:
        claims += finding.claims
        if finding.document is not None:
            documents += (finding.document,) if texts else _heads((finding.document,), finding.claims)
    return Evidence(
        tuple(claims), tuple(documents), tuple(refusals), tuple(notes), stream.account, stream.notice
    )


def _heads(documents: Iterable[Document], claims: Iterable[Claim]) -> tuple[Document, ...]:
    """Return the documents that claims are from, without their texts."""
    cited = {claim.doc_id for claim in claims}
    return tuple(replace(document, text="") for document in documents if document.doc_id in cited)


class EvidenceStream:
    """The claims of all sources, a document at a time; to be iterated once. Memory does not grow with the sources.

    Parameters are those of `gather`; `tell` is told what is refused and noted, as it comes. `account` and `notice` are
    complete when the iteration has ended. What was read before it ends early (Ctrl-C) stays in the cache.
    """

    def __init__(
        self,
        sources: Sequence[str | Path | Remote],
        theatre: Theatre,
        gazetteer: Gazetteer,
        *,
        extractor: Extractor | None = None,
        means: Means | None = None,
        progress: Progress = _silent,
        tell: Tell = lambda _: None,
    ) -> None:
        self.notice = ""
        self._sources = sources
        self._theatre = theatre
        self._gazetteer = gazetteer
        self._extractor = extractor
        self._means = means or Means()
        self._progress = progress
        self.tell = tell
        self._counts: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Finding]:
        articles, tables = split_sources(self._sources)
        if not articles and not tables:
            raise NoInputError("no source was given; name a file, a folder, or '-' for standard input")
        if articles:
            yield from map(self._counted, self._read_articles(articles))
        for note in _unknown_names(self._unknown):
            self.tell(Note(note))
        for table in tables:
            if is_corrections_file(table):
                self.tell(Note(f"{table} {_CORRECTIONS_ARE_NO_SOURCE} {table}"))
            else:
                yield self._counted(self._read_sheet(table))
        report, asked = self._gazetteer.asked()
        if report:
            self.tell(Note(report))
        self.notice = "\n".join(filter(None, (_notice(self._sources), _asked_notice(asked))))

    @property
    def account(self) -> Account:
        """Return what was read so far and what became of it."""
        return Account(**self._counts)

    def _count(self, **more: int) -> None:
        self._counts.update(more)

    def _counted(self, finding: Finding) -> Finding:
        present = sum(claim.is_present_control for claim in finding.claims)
        self._count(claims=len(finding.claims), claims_present=present)
        return finding

    def _read_articles(self, articles: Sequence[str | Path | Remote]) -> Iterator[Finding]:
        extractor = self._extractor or ClaimExtractor(self._theatre, self._gazetteer)
        # A dateline without a year ("BEIRUT, Dec 5") is of the theatre's own days, where nothing in the text says otherwise.
        days = (self._theatre.first_day, self._theatre.last_day)
        cache = _open_cache(self._means, extractor)
        team: Team | None = None
        try:
            team = _open_team(self._means, extractor, self._gazetteer)
            pieces = PiecesCache(cache) if cache else None
            stream = DocumentStream(
                articles,
                time_zone=self._theatre.time_zone,
                likely=days,
                progress=self._progress,
                through=lambda cut: (prepared for _, prepared in read_in_order(cut, team, pieces)),
            )
            family = _Family()
            reading = read_in_order(self._documents(stream), team, cache)
            for done, (document, gleaned) in enumerate(reading, start=1):
                yield self._without_repeats(self._finding(document, gleaned), family)
                self._progress("reading", done, stream.total)
        finally:
            if team is not None:
                team.close()
            if cache is not None:
                cache.close()
                self._count(articles_known=cache.found)

    def _documents(self, stream: DocumentStream) -> Iterator[Document]:
        for item in stream:
            if isinstance(item, Document):
                yield item
                continue
            if isinstance(item, Refusal):
                self._count(articles_refused=item.count)
            elif isinstance(item, Duplicate):
                self._count(articles_repeated=1)
            self.tell(item)

    def _finding(self, document: Document, gleaned: Gleaned) -> Finding:
        if gleaned.fault:
            self._count(articles_refused=1)
            self.tell(Refusal(document.path, f"article {document.doc_id}", gleaned.fault, ""))
            return Finding(document, ())
        for item in gleaned.unclaimed:
            where = f"article {document.doc_id}, claim on {item.words!r}"
            self.tell(Refusal(document.path, where, item.reason, ""))
        self._count(
            articles_read=1,
            place_names=gleaned.names,
            place_names_unknown=len(gleaned.unknown),
            claims_refused=len(gleaned.unclaimed),
        )
        self._unknown.update(gleaned.unknown)
        if len(self._unknown) > MOST_UNKNOWN:
            self._unknown = Counter(dict(self._unknown.most_common(MOST_UNKNOWN // 2)))
        return Finding(document, gleaned.claims)

    def _without_repeats(self, finding: Finding, family: _Family) -> Finding:
        """Return what a document says that nearly the same report before it does not; nothing that is new is lost."""
        document = finding.document
        if document is None or not document.copy_of:
            family.begin(finding.claims)
            return finding
        self._count(articles_nearly_repeated=1)
        self.tell(
            Note(
                f"{document.path}, article {document.doc_id}: has nearly the same text as {document.copy_of}, which came "
                "first; what both say counts once"
            )
        )
        fresh = family.take(finding.claims)
        self._count(claims_repeated=len(finding.claims) - len(fresh))
        return Finding(document, fresh)

    def _read_sheet(self, sheet: Path) -> Finding:
        reading = read_claims(sheet, self._theatre, self._gazetteer)
        self._count(
            rows_read=len(reading.claims), rows_refused=sum(refusal.count for refusal in reading.refusals)
        )
        for refusal in reading.refusals:
            self.tell(refusal)
        for note in reading.notes:
            self.tell(Note(note))
        return Finding(None, tuple(reading.claims))


class _Family:
    """What a report and its near copies have said so far; most reports have none, and are looked into for the first one."""

    def __init__(self) -> None:
        self._first: tuple[Claim, ...] = ()
        self._said: set[tuple[object, ...]] = set()

    def begin(self, claims: tuple[Claim, ...]) -> None:
        self._first = claims
        self._said.clear()

    def take(self, claims: Iterable[Claim]) -> tuple[Claim, ...]:
        """Return the claims that were not said, and note them."""
        self._fresh(self._first)
        self._first = ()
        return self._fresh(claims)

    def _fresh(self, claims: Iterable[Claim]) -> tuple[Claim, ...]:
        fresh = tuple(claim for claim in claims if not self._said.intersection(_sayings(claim)))
        self._said.update(saying for claim in fresh for saying in _sayings(claim))
        return fresh


def _sayings(claim: Claim) -> Iterator[tuple[object, ...]]:
    """Yield by what a claim is known again in a near copy: by its day, or by its words, which "today" dates anew there."""
    what = (claim.place_id, claim.status, claim.controller, claim.certainty, claim.background)
    yield *what, claim.date
    yield *what, " ".join(claim.quote.casefold().split())


def _open_cache(means: Means, extractor: Extractor) -> FindingsCache | None:
    stamp = stamp_of(extractor) if means.cache_folder else ""
    return FindingsCache(means.cache_folder, stamp) if means.cache_folder and stamp else None


def _open_team(means: Means, extractor: Extractor, gazetteer: Gazetteer) -> Team:
    if means.workers == 1 and not means.cluster:
        return InProcess(extractor, max_seconds=means.max_seconds)
    if gazetteer.is_backed:
        raise InputError(
            "a service on the network is asked by one process only, which keeps its pace; leave --geocoder or --workers out"
        )
    if not means.cluster:
        return Processes(extractor, means.workers, max_seconds=means.max_seconds)
    try:
        from frontline.cluster import Cluster
    except ImportError as error:
        raise InputError(
            f"--cluster needs Dask ({error}): pip install distributed, and run it again"
        ) from error
    return Cluster(extractor, means.cluster, means.workers, max_seconds=means.max_seconds)


def _unknown_names(names: Counter[str]) -> list[str]:
    """Return a note on the names that no gazetteer has, so that whoever made the pack can add them."""
    if not names:
        return []
    ordered = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in ordered[:UNKNOWN_SHOWN])
    more = f" and {len(ordered) - UNKNOWN_SHOWN} more" if len(ordered) > UNKNOWN_SHOWN else ""
    advice = (
        "what is a place among them, add to the pack's gazetteer.csv, or give by --gazetteer (name, lat, lon); "
        "frontline mentions --unknown FILE.csv writes all of them as such a table, to be filled in"
    )
    return [f"in no gazetteer, or in doubt: {shown}{more}; {advice}"]


def _asked_notice(places: Sequence[Place]) -> str:
    """Return what the map's readers are told of places that a service on the network placed."""
    if not places:
        return ""
    shown = ", ".join(f"{place.name} ({place.source})" for place in places[:ASKED_SHOWN])
    more = f" and {len(places) - ASKED_SHOWN} more" if len(places) > ASKED_SHOWN else ""
    return f"Placed by a service on the network, not by a gazetteer: {shown}{more}."


def _notice(sources: Sequence[str | Path | Remote]) -> str:
    """Return what the folders among the sources say of themselves, a line each; an unreadable notice is none."""
    files = [Path(source) / NOTICE for source in sources if not isinstance(source, Remote)]
    texts = [file.read_bytes()[:MAX_NOTICE].decode("utf-8", "replace") for file in files if file.is_file()]
    return "\n".join(dict.fromkeys(" ".join(text.split()) for text in texts))
