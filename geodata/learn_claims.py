"""Learn the model of `claims.loose` from texts whose control claims are marked.

Run `python geodata/learn_claims.py`. Its texts are those of `tests/data/annotated` and `tests/data/readings`, and, where it is at
hand, the first 46 of `../shared/corpus`; `tellings.tsv` and `traps.tsv` hold single sentences, each with the places that it tells
the holder of (most of the second tell none: what is denied, planned, bombed, visited or past); and of the bank `tests/data/phrasings.jsonl` the half is used that rules may be written from.
What is kept are features and numbers, no text. Gradient boosting over small trees. A marked claim names no sentence, so
every mention of its place may be meant: a first round, by models that did not see the document (six folds), tells which mentions are
only in passing, and these are left out. Printed is what loose claims add when each author's texts are held out in turn.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np
from scipy.sparse import csr_matrix

from frontline.claims import ClaimExtractor, read_claims
from frontline.claims.loose import Option, settles
from frontline.claims.loose.standing import STANDING, UNTOLD
from frontline.dates import find_dates, has_numeric_days, infer_day_first
from frontline.mentions import find_mentions
from frontline.model import Claim, Document, Place
from frontline.places import distance_km, locate_mentions
from frontline.relative import heed_relations
from frontline.theatre import load_theatre

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "src" / "frontline" / "lexicon" / "loose-en.json"
ANNOTATED = ROOT / "tests" / "data" / "annotated"
BANK = ROOT / "tests" / "data" / "phrasings.jsonl"
FOLDERS = (ANNOTATED, ROOT / "tests" / "data" / "readings")
CORPUS = ROOT.parent / "shared" / "corpus"
LAST_OF_CORPUS = 46
#: The day on which the single sentences were written.
TOLD_ON = dt.date(2024, 12, 8)
FOLDS = 6
#: Features of fewer options are left out, and so are leaves of fewer.
FEWEST, FEWEST_IN_LEAF = 60, 5
#: How many trees, of how many leaves and how deep, how much of each is taken, and the share of the features that each split may use.
#: Many leaves matter: with 16 a tree a third fewer claims are right at the same precision; with 127, and with twice as many trees, as many.
ROUNDS, LEAVES, DEPTH, RATE, SHARE = 250, 63, 12, 0.05, 0.05
PASSING_LOGIT = -1.0
#: So many trees do for the first round.
FIRST_ROUNDS = 80
#: An option that is marked as denied, planned, supposed or past weighs so much more.
TRAP_WEIGHT = 2.0
#: What an option weighs of which the grammar claimed something: those that are asked for later are of other kinds. With 0, half
#: as many loose claims are right at the same precision, with 1 as many as with this.
TAKEN_WEIGHT = 0.5
#: One document of so many is learned from a second time without what the theatre tells of sides and ground: other theatres may
#: not tell it.
UNTOLD_EVERY = 3
#: What an option of a single sentence weighs: with 1 as with 0, a fifth fewer loose claims are right at the same precision.
SENTENCE_WEIGHT = 0.3
#: The theatre tells states outside the war apart; the marks do not.
OUTSIDERS = frozenset({"isis", "israel", "russia", "turkey", "us"})
#: A claim so near to a mark is of its place; so near to that of a region it is neither right nor wrong.
PLACE_KM, REGION_KM = 10.0, 80.0
#: A mark so near is of the place itself, and not of a neighbour.
SAME_KM = 2.5

Row = dict[str, Any]


@dataclass
class Reading:
    """A document with its marks, the grammar's claims, and the options of the loose reader."""

    name: str
    marks: list[Row]
    claims: list[Claim] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    hits: list[set[int]] = field(default_factory=list)
    traps: list[bool] = field(default_factory=list)
    neutral: list[bool] = field(default_factory=list)
    is_sentence: bool = False
    is_copy: bool = False

    @property
    def weight(self) -> float:
        """What one of its options weighs."""
        return SENTENCE_WEIGHT if self.is_sentence else 1.0

    @property
    def fold(self) -> int:
        """The fold that the document is held out in."""
        return hashlib.md5(self.name.encode(), usedforsecurity=False).digest()[0] % FOLDS

    @property
    def author(self) -> str:
        """Who wrote the document: the letters that its name begins with."""
        return self.name.rstrip("0123456789")


# ------------------------------------------------------------------------------------------------------------- marks
def is_present(row: Row) -> bool:
    """Say if a mark is present control."""
    return row["certainty"] in ("asserted", "claimed") and not row["background"] and row["status"] != "none"


def apart_km(row: Row, place: Place | Claim) -> float:
    """Return how far a mark is from a place, in km."""
    spot = Place("", row["place"], "town", row["lon"], row["lat"])
    return distance_km(spot, Place("", "", "town", place.lon, place.lat))


def fits(row: Row, place: Place | Claim, controller: str) -> bool:
    """Say if a mark is of a place and a holder."""
    held = "other" if controller in OUTSIDERS else controller
    near = PLACE_KM if row.get("scope", "point") == "point" else REGION_KM
    return held in (row["controller"], *row.get("controller_alt", ())) and apart_km(row, place) <= near


def is_dated(row: Row, day: dt.date) -> bool:
    """Say if a mark is of a day, give or take one."""
    return abs((dt.date.fromisoformat(row["date"][:10]) - day).days) <= 1 + row["date_precision_days"]


def mark(reading: Reading) -> None:
    """Find which marks each option meets, which of what must not be claimed, and which of regions."""
    for option in reading.options:
        rows = [(n, row) for n, row in enumerate(reading.marks) if fits(row, option.place, option.controller)]
        told = {n for n, row in rows if is_present(row) and is_dated(row, option.told[0])}
        points = {n for n in told if reading.marks[n].get("scope", "point") == "point"}
        own = {n for n, row in enumerate(reading.marks) if apart_km(row, option.place) <= SAME_KM}
        reading.hits.append(points & own if own else points)
        reading.traps.append(any(not is_present(row) for _, row in rows))
        reading.neutral.append(bool(told) and not reading.hits[-1])


# ------------------------------------------------------------------------------------------------------------- texts
class Reader:
    """Reads documents and keeps what the loose reader chooses from."""

    def __init__(self) -> None:
        self.extractor = ClaimExtractor(load_theatre("syria-2024"))

    def read(self, name: str, record: Row, marks: list[Row]) -> Reading:
        """Return the reading of one document."""
        road = self.extractor
        document = Document(
            name,
            record["text"],
            title=record.get("title") or "",
            outlet=record.get("outlet") or "",
            published=dt.date.fromisoformat(record["published"][:10]),
        )
        mentions = find_mentions(document, road.gazetteer)
        located = locate_mentions(document, mentions, road.gazetteer, theatre=road.theatre)
        located = heed_relations(document.text, located, theatre=road.theatre)
        dates = find_dates(
            document.text,
            published=document.published,
            day_first=not has_numeric_days(document.text) or infer_day_first(document.text),
            campaign_start=road.theatre.first_day,
        )
        reading = Reading(name, marks)
        claims = read_claims(
            document, located, dates, road.theatre, road.vocabulary, road.home, options=reading.options
        )
        reading.claims = [claim for claim in claims if claim.is_present_control]
        return reading

    def documents(self) -> Iterator[Reading]:
        """Yield the readings of all marked documents, marked."""
        records = [
            json.loads(path.read_text(encoding="utf-8"))
            for folder in FOLDERS
            for path in sorted(folder.glob("*.json"))
        ]
        for path in sorted((CORPUS / "texts").glob("dev*.json")):
            if int(path.stem[3:]) <= LAST_OF_CORPUS:
                gold = json.loads((CORPUS / "gold" / path.name).read_text(encoding="utf-8"))
                article = json.loads(path.read_text(encoding="utf-8"))
                day = article.get("published") or gold["published"]
                records.append(gold | article | {"id": path.stem, "published": day})
        for record in records:
            reading = self.read(record["id"], record, record["claims"])
            mark(reading)
            yield reading
            if reading.fold % UNTOLD_EVERY == 0:
                yield without_standing(reading)

    def sentences(self) -> Iterator[Reading]:
        """Yield the readings of the single sentences, marked."""
        for name in ("tellings", "traps"):
            lines = (ANNOTATED / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines):
                text, *told = line.split("\t")
                holders = dict(one.split("=") for one in told if one)
                reading = self.read(f"{name}{number}", {"text": text, "published": TOLD_ON.isoformat()}, [])
                reading.is_sentence = True
                reading.options = [o for o in reading.options if holder_told(o, holders) != "?"]
                for option in reading.options:
                    right = option.controller in holder_told(option, holders).split("|")
                    is_hit = right and abs((option.told[0] - TOLD_ON).days) <= 1
                    reading.hits.append({0} if is_hit else set())
                    reading.traps.append(name == "traps" and not holders)
                    # a trap tells of no change; that all stays as it was may be true
                    reading.neutral.append(reading.traps[-1] and option.keeps)
                yield reading

    def phrasings(self) -> Iterator[Reading]:
        """Yield the readings of the half of the bank of sentences that rules may be written from, marked."""
        for line in BANK.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record["part"] != "dev" or record.get("open"):
                continue
            day = dt.date.fromisoformat(record["published"])
            reading = self.read(record["id"], record, [])
            reading.is_sentence = True
            for option in reading.options:
                answers = [a for a in record["claims"] if answers_to(a, option)]
                right = [a for a in answers if is_near_day(a, (option.told[0] - day).days)]
                reading.hits.append({0} if right else set())
                reading.traps.append(not record["claims"])
                reading.neutral.append(bool(answers) and not right)
            yield reading


def without_standing(reading: Reading) -> Reading:
    """Return a reading as it would be in a theatre that does not tell who stood where and who advances."""
    options = [
        replace(option, features=[UNTOLD, *(f for f in option.features if not f.startswith(STANDING))])
        for option in reading.options
    ]
    return replace(reading, options=options, is_copy=True)


def answers_to(answer: Row, option: Option) -> bool:
    """Say if an answer of the bank is of an option's place and holder, and present."""
    held = "other" if option.controller in OUTSIDERS else option.controller
    is_told = bool({"asserted", "claimed"} & set(answer["certainty"] or ("asserted",)))
    return is_told and option.place.name in answer["place"] and held in (answer["controller"] or (held,))


def is_near_day(answer: Row, days: int) -> bool:
    """Say if an answer of the bank is of a day, counted from publication, give or take one."""
    return answer["days"] is None or min(abs(days - day) for day in answer["days"]) <= 1


def holder_told(option: Option, holders: dict[str, str]) -> str:
    """Return the holders that a sentence tells of an option's place, "" if it tells none."""
    names = {option.spot.located.mention.surface.casefold(), option.place.name.casefold()}
    return next((held for name, held in holders.items() if name.casefold() in names), "")


# ---------------------------------------------------------------------------------------------------------- learning
@dataclass
class Table:
    """All options as rows of a matrix of features that are there or not."""

    readings: list[Reading]
    names: list[str]
    matrix: np.ndarray
    wanted: np.ndarray
    weights: np.ndarray
    folds: np.ndarray
    authors: np.ndarray

    @classmethod
    def of(cls, readings: list[Reading]) -> Table:
        """Return the table of some readings."""
        spread = Counter(name for r in readings for option in r.options for name in set(option.features))
        names = sorted(name for name, count in spread.items() if count >= FEWEST)
        column = {name: n for n, name in enumerate(names)}
        rows = [option.features for r in readings for option in r.options]
        matrix = np.zeros((len(rows), len(names)), np.uint8)
        for n, features in enumerate(rows):
            matrix[n, [column[name] for name in set(features) if name in column]] = 1
        hits = [
            (
                bool(hit),
                r.weight
                * (0.0 if skip else TRAP_WEIGHT if trap and not hit else 1.0)
                * (TAKEN_WEIGHT if option.is_taken else 1.0),
            )
            for r in readings
            for option, hit, trap, skip in zip(r.options, r.hits, r.traps, r.neutral, strict=True)
        ]
        return cls(
            readings,
            names,
            matrix,
            np.array([hit for hit, _ in hits]),
            np.array([weight for _, weight in hits]),
            np.array([-1 if r.is_sentence else r.fold for r in readings for _ in r.options]),
            np.array(["" if r.is_sentence else r.author for r in readings for _ in r.options]),
        )

    def held_out(self, used: np.ndarray, groups: np.ndarray, rounds: int = ROUNDS) -> np.ndarray:
        """Return the logit of each option by a model that saw no option of its group; sentences are never held out."""
        logits = np.full(len(self.wanted), 9.0)
        for group in sorted(set(groups.tolist()) - {-1, ""}):
            inside = groups == group
            model = self.learn(used & ~inside, rounds)
            logits[inside] = model.predict(csr_matrix(self.matrix[inside], dtype=np.float32), raw_score=True)
        return logits

    def learn(self, used: np.ndarray, rounds: int = ROUNDS) -> lightgbm.Booster:
        """Return the model of some rows."""
        rows = lightgbm.Dataset(
            csr_matrix(self.matrix[used], dtype=np.float32), self.wanted[used], weight=self.weights[used],
            params={"max_bin": 3, "min_data_in_bin": 1, "verbose": -1},
        )  # fmt: skip
        options = {
            "objective": "binary", "num_leaves": LEAVES, "max_depth": DEPTH, "learning_rate": RATE, "lambda_l2": 10,
            "min_data_in_leaf": FEWEST_IN_LEAF, "feature_fraction_bynode": SHARE, "seed": 1, "verbose": -1,
            "num_threads": 1, "deterministic": True, "force_row_wise": True,
        }  # fmt: skip
        return lightgbm.train(options, rows, rounds)

    def without_passing(self, logits: np.ndarray) -> np.ndarray:
        """Return which rows to learn from: not those that only a mark of another mention speaks for."""
        best: dict[tuple[int, int], float] = {}
        at = 0
        keys: list[list[tuple[int, int]]] = []
        for number, reading in enumerate(self.readings):
            for hit in reading.hits:
                keys.append([(number, mark) for mark in hit])
                for key in keys[-1]:
                    best[key] = max(best.get(key, -np.inf), logits[at])
                at += 1
        meant = [
            not own or logits[n] > PASSING_LOGIT or any(logits[n] >= best[key] for key in own)
            for n, own in enumerate(keys)
        ]
        return np.array(meant)


# ----------------------------------------------------------------------------------------------------------- scoring
def score(table: Table, logits: np.ndarray) -> list[tuple[float, bool, bool, Option]]:
    """Return the options that would be claimed, surest first: logit, whether right, whether a trap.

    Left out are those that say again what the grammar or a surer option says.
    """
    at = 0
    told: list[tuple[float, bool, bool, Option]] = []
    for reading in table.readings:
        own = logits[at : at + len(reading.options)]
        at += len(reading.options)
        if reading.is_sentence or reading.is_copy:
            continue
        met = {
            n for n, row in enumerate(reading.marks)
            if is_present(row) and any(fits(row, c, c.controller) and is_dated(row, c.date) for c in reading.claims)
        }  # fmt: skip
        spots: set[tuple[str, dt.date]] = set()
        for n in sorted(range(len(own)), key=lambda n: -own[n]):
            option, key = reading.options[n], (reading.options[n].place.place_id, reading.options[n].told[0])
            if option.is_taken or key in spots or any(settles(claim, option) for claim in reading.claims):
                continue
            spots.add(key)
            fresh = reading.hits[n] - met
            met |= set(sorted(fresh)[:1])
            if fresh or not (reading.hits[n] or reading.neutral[n]):
                told.append((float(own[n]), bool(fresh), reading.traps[n] and not fresh, option))
    return sorted(told, key=lambda row: -row[0])


def print_scores(told: list[tuple[float, bool, bool, Option]]) -> None:
    """Print precision by logit, for changes and for states."""
    for keeps in (False, True):
        rows = [row for row in told if row[3].keeps == keeps]
        for least in np.arange(1.5, -1.6, -0.25):
            over = [row for row in rows if row[0] >= least]
            right, traps = sum(row[1] for row in over), sum(row[2] for row in over)
            shown = (
                f"P {right / max(1, len(over)):.2f}  right {right}  false {len(over) - right}  traps {traps}"
            )
            print(f"{'states' if keeps else 'changes'} from logit {least:5.2f}: {shown}")


def write(table: Table, model: lightgbm.Booster) -> None:
    """Write the model with the features that its trees ask for."""
    used: dict[int, int] = {}

    def grow(node: Row) -> float | list[Any]:
        if "leaf_value" in node:
            return round(float(node["leaf_value"]), 3)
        number = used.setdefault(node["split_feature"], len(used))
        return [number, grow(node["left_child"]), grow(node["right_child"])]  # left: it is not there

    trees = [grow(tree["tree_structure"]) for tree in model.dump_model()["tree_info"]]
    features = ",\n".join(f"  {json.dumps(table.names[n])}" for n in used)
    lines = ",\n".join(f"  {json.dumps(tree, separators=(',', ':'))}" for tree in trees)
    text = f'{{\n "features": [\n{features}\n ],\n "trees": [\n{lines}\n ]\n}}\n'
    TARGET.write_text(text, encoding="utf-8")


def main() -> None:
    """Read the texts, print what documents held out give, and write the model of all."""
    reader = Reader()
    table = Table.of([*reader.documents(), *reader.sentences(), *reader.phrasings()])
    print(f"{len(table.readings)} texts, {len(table.wanted)} options, {len(table.names)} features")
    everything = np.ones(len(table.wanted), bool)
    used = table.without_passing(table.held_out(everything, table.folds, FIRST_ROUNDS))
    write(table, table.learn(used))
    print_scores(score(table, table.held_out(used, table.authors)))


if __name__ == "__main__":
    main()
