"""Who reads makes no difference: one process, several, a cluster; killed, slow or crashed, the rest goes on."""

from __future__ import annotations

import datetime as dt
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from archives import page_record
from frontline.claims import ClaimExtractor
from frontline.documents import DocumentStream, Refusal
from frontline.documents.article import Raw
from frontline.documents.preparing import Piece, Prepared, Settings
from frontline.errors import InputError, WorkerError
from frontline.evidence import Means, gather
from frontline.export import write_claims
from frontline.gazetteer import Gazetteer
from frontline.gleaning import Gleaned, glean, pack, unpack
from frontline.model import Document
from frontline.theatre import load_theatre
from frontline.workers import InProcess, Processes, read_in_order
from readers import DeadlyPath, WordReader

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = ROOT / "geodata" / "articles"
DAY = dt.date(2031, 5, 3)


def documents(*orders):
    return [
        Document(f"d{n}", f"{order} of Midham, number {n}.", published=DAY) for n, order in enumerate(orders)
    ]


def read_with(team, texts):
    try:
        return list(read_in_order(texts, team))
    finally:
        team.close()


def faults_of(found):
    return {document.doc_id: gleaned.fault for document, gleaned in found if gleaned.fault}


# --- one document


def test_whatever_a_document_does_is_its_own_fault():
    texts = documents("Fall", "RAISE", "REFUSE", "SPIN")
    fine, failed, refused, hung = (glean(WordReader(), text, max_seconds=0.2) for text in texts)
    assert (len(fine.claims), fine.fault) == (1, "")
    assert "RecursionError: too deep" in failed.fault
    assert refused.fault == "is refused"
    assert "more than 0.2 s" in hung.fault


def test_the_fault_of_an_extractor_is_no_document_s():
    with pytest.raises(InputError, match="wrong settings"):
        glean(WordReader(), documents("BREAK")[0])


def test_the_clock_is_put_back_as_it_was():
    before = signal.getsignal(signal.SIGPROF)
    glean(WordReader(), documents("Fall")[0], max_seconds=9)
    assert signal.getsignal(signal.SIGPROF) == before
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_a_reader_in_a_thread_has_no_clock_and_still_reads():
    found: list[Gleaned] = []
    thread = threading.Thread(
        target=lambda: found.append(glean(WordReader(), documents("Fall")[0], max_seconds=9))
    )
    thread.start()
    thread.join()
    assert len(found[0].claims) == 1


@pytest.fixture(scope="module")
def sample():
    theatre = load_theatre("syria-2024")
    stream = DocumentStream([ARTICLES], time_zone=theatre.time_zone)
    return ClaimExtractor(theatre), [item for item in stream if isinstance(item, Document)]


def test_findings_that_are_packed_come_back_as_they_were(sample):
    extractor, texts = sample
    for document in texts[::3]:
        gleaned = glean(extractor, document)
        assert unpack(pack(gleaned, document), document) == gleaned


def test_findings_follow_a_document_to_its_new_name(sample):
    extractor, texts = sample
    document = max(texts, key=lambda text: len(text.text))
    other = Document("elsewhere", *(getattr(document, name) for name in ("text", "title", "url", "outlet")),
                     published=document.published, published_at=document.published_at)  # fmt: skip
    assert unpack(pack(glean(extractor, document), document), other) == glean(extractor, other)


def test_claims_travel_between_processes_as_they_are(sample):
    extractor, texts = sample
    claims = [claim for document in texts for claim in glean(extractor, document).claims]
    edited = [replace(claims[0], edited="accepted", published=None)]
    assert len(claims) > 50
    assert pickle.loads(pickle.dumps(claims + edited)) == claims + edited  # noqa: S301


def test_what_few_runs_need_is_not_loaded_by_all():
    """They take as long to load as a short article to read."""
    code = "import sys, frontline.cli.readers, frontline.evidence, frontline.export; print({'numpy', 'fsspec', 'pandas', 'dask'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_findings_of_another_document_are_refused(sample):
    extractor, texts = sample
    packed = pack(glean(extractor, texts[3]), texts[3])
    with pytest.raises(ValueError, match=r"quotes|findings"):
        unpack(packed, Document("short", "Too short.", published=DAY))


# --- processes


def test_processes_read_what_one_reads_to_the_byte(tmp_path):
    theatre = load_theatre("syria-2024")
    sources = sorted(ARTICLES.glob("[01]*"))
    for workers in (1, 2):
        evidence = gather(sources, theatre, Gazetteer.for_theatre(theatre), means=Means(workers=workers))
        write_claims(evidence.claims, tmp_path / f"{workers}.csv")
        (tmp_path / f"{workers}.txt").write_text(f"{evidence.account}\n{evidence.refusals}", encoding="utf-8")
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()
    assert (tmp_path / "1.txt").read_bytes() == (tmp_path / "2.txt").read_bytes()


def test_what_kills_or_holds_a_worker_is_set_aside_and_the_rest_is_read_in_order(tmp_path):
    orders = ["Fall"] * 70
    orders[5], orders[20], orders[33], orders[50], orders[51] = "CRASH", "SLEEP", "RAISE", "HANG", "ONCE"
    orders[60] = "SPIN"
    texts = documents(*orders)
    team = Processes(WordReader(tmp_path), 2, max_seconds=0.5)
    found = read_with(team, texts)
    assert [document.doc_id for document, _ in found] == [text.doc_id for text in texts]
    faults = faults_of(found)
    assert faults.keys() == {"d5", "d33", "d50", "d60"}
    assert "twice" in faults["d5"]
    assert "RecursionError" in faults["d33"]
    assert "held its reader up for more than 7 s" in faults["d50"]
    assert "more than 0.5 s of processor time" in faults["d60"]
    assert sum(len(gleaned.claims) for _, gleaned in found) == 66
    assert (tmp_path / "d51").exists(), "the machine's fault is not the document's"


@pytest.mark.parametrize(
    ("workers", "reason"), [(1, "needs more memory than there is"), (2, "ended the process")]
)
def test_an_article_that_takes_all_memory_is_set_aside(workers, reason):
    """Of a worker the memory may be gone by what it read before: the article is read again by another."""
    texts = documents("READ", "GREED", "READ")
    team = Processes(WordReader(), workers) if workers > 1 else InProcess(WordReader())
    try:
        read = [gleaned for _, gleaned in read_in_order(texts, team)]
    finally:
        team.close()
    assert [len(gleaned.claims) for gleaned in read] == [1, 0, 1]
    assert read[1].fault.startswith(reason)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="Windows has no signal masks")
def test_a_worker_does_not_hear_ctrl_c_even_while_it_loads():
    """It goes to all processes of a terminal; a worker that heard it would fill the screen with what it was doing."""
    team = Processes(WordReader(), 1)
    try:
        ticket = team.submit(documents("READ"))
        pids = team.pids
        for pid in pids:
            os.kill(pid, signal.SIGINT)
        assert len(ticket.result()[0].claims) == 1
        assert team.pids == pids
    finally:
        team.close()
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_a_worker_that_is_killed_costs_nothing():
    texts = documents(*["SLOW"] * 250)
    team = Processes(WordReader(), 2)
    seen = 0
    killed = set()
    try:
        for _, gleaned in read_in_order(texts, team):
            seen += 1
            assert len(gleaned.claims) == 1
            if seen in (20, 60, 100):
                killed.add(team.pids[0])
                os.kill(team.pids[0], signal.SIGKILL)
    finally:
        team.close()
    assert (seen, len(killed)) == (250, 3)


def test_a_worker_that_cannot_start_is_told():
    team = Processes(WordReader(), 2)
    team._packed = b"no pickle"
    with pytest.raises(WorkerError, match="no worker can be started"):
        read_with(team, documents("Fall"))


def test_the_fault_of_an_extractor_stops_the_run_from_a_worker_too():
    with pytest.raises(InputError, match="wrong settings"):
        read_with(Processes(WordReader(), 1), documents("Fall", "BREAK"))


def test_an_extractor_that_cannot_be_sent_is_refused():
    reader = WordReader()
    reader.held = threading.Lock()
    with pytest.raises(InputError, match="--workers 1"):
        Processes(reader, 2)


def test_documents_are_taken_as_they_are_needed():
    taken = []

    def texts():
        for text in documents(*["Fall"] * 50):
            taken.append(text)
            yield text

    reading = read_in_order(texts(), InProcess(WordReader()))
    next(reading)
    assert len(taken) == 1


# --- pieces of files


def mixed_sources(folder):
    """Write articles of each form, good and bad, and return the folder."""
    folder.mkdir()
    page = "<html><head><title>Fall {0}</title></head><body><p>Published on 3 May 2031</p><p>Midham fell again, {0}.</p></body></html>"
    for n in range(30):
        (folder / f"{n:02}.html").write_text(page.format(n), encoding="utf-8")
    (folder / "05-broken.html").write_bytes(b"\x00\x01" * 400)
    (folder / "07.pdf").write_bytes(b"%PDF")
    (folder / "20.txt").write_text("Published: 4 May 2031\n\nRed forces left Midham.", encoding="utf-8")
    lines = [
        json.dumps({"text": f"Midham held, {n}.", "published": "2031-05-03" if n % 7 else "soon"})
        for n in range(40)
    ]
    (folder / "21.jsonl").write_text("\n".join([*lines, "{no json"]), encoding="utf-8")
    (folder / "22.json").write_text(json.dumps([{"text": "Midham fell."}, {"no": "text"}]), encoding="utf-8")
    crawl = [
        page_record(n, f"Midham was quiet on that day, number {n} of the reports said. " * 3)
        for n in range(5)
    ]
    (folder / "23.warc.gz").write_bytes(b"".join([*crawl[:3], b"torn", *crawl[3:]]))
    return folder


def test_processes_prepare_what_one_prepares_in_the_same_order(tmp_path):
    folder = mixed_sources(tmp_path / "in")
    team = Processes(WordReader(), 2)
    try:
        through = lambda pieces: (read for _, read in read_in_order(pieces, team))  # noqa: E731
        spread = list(DocumentStream([folder], through=through))
    finally:
        team.close()
    assert spread == list(DocumentStream([folder]))
    assert sum(isinstance(item, Document) for item in spread) >= 60
    assert sum(isinstance(item, Refusal) for item in spread) > 3


def test_a_page_that_ends_its_reader_is_set_aside_by_name():
    pages = [
        f"<p>Midham fell, {n}, and it was said on Monday by all of them.</p>".encode() for n in range(20)
    ]
    pieces = [
        Piece(
            Raw("page", page), (DeadlyPath if n == 7 else PurePosixPath)(f"{n}.html"), f"{n}.html", Settings()
        )
        for n, page in enumerate(pages)
    ]
    found = [prepared for _, prepared in read_with(Processes(WordReader(), 2), pieces)]
    assert [type(one) for (one,) in found] == [Refusal if n == 7 else Prepared for n in range(20)]
    assert str(found[7][0]) == "7.html: ended the process that read it, twice"


def test_few_pages_are_under_way_when_they_are_large():
    taken = []

    def pieces():
        for n in range(60):
            taken.append(n)
            yield Piece(Raw("page", b" " * 900_000), PurePosixPath("a.html"), "a.html", Settings())

    class Idle(InProcess):
        batch, depth = 16, 8

    reading = read_in_order(pieces(), Idle(WordReader()))
    next(reading)
    assert len(taken) < 40, "32 MB are under way, not 128 pages"


# --- cluster


def test_a_cluster_reads_what_one_process_reads():
    pytest.importorskip("distributed", reason="the extra `cluster` (Dask) is not installed")
    from frontline.cluster import Cluster

    orders = ["Fall"] * 40
    orders[7], orders[20], orders[33] = "CRASH", "SLEEP", "RAISE"
    texts = documents(*orders)
    found = read_with(Cluster(WordReader(), "local", 2, max_seconds=60), texts)
    assert [document.doc_id for document, _ in found] == [text.doc_id for text in texts]
    faults = faults_of(found)
    assert faults.keys() == {"d7", "d33"}
    assert "twice" in faults["d7"]
    calm = [text for n, text in enumerate(texts) if orders[n] in ("Fall", "SLEEP")]
    alone = read_with(InProcess(WordReader()), calm)
    assert [pair for pair in found if pair[0] in calm] == alone


def test_a_cluster_that_is_none_is_told():
    pytest.importorskip("distributed", reason="the extra `cluster` (Dask) is not installed")
    from frontline import cluster

    with pytest.raises(InputError, match="tcp://HOST:PORT"):
        cluster.Cluster(WordReader(), "here")
