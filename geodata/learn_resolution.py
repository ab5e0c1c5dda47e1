"""Learn `lexicon/resolution.json`: how much each feature of `places.evidence` weighs.

Run `python geodata/learn_resolution.py GOLD.jsonl ...` with files of annotated articles, a line each:
{"id", "text", "toponyms": [{"start", "end", "lat", "lon"}]}. Half of the articles, by a hash of their id, are learned
from; the share of names within 161 km is printed for either half, so that what does not carry over is seen.

The model is a conditional logit (McFadden 1974) over the candidates of each name, all candidates within 161 km of the
gold point counting as right (Gritta et al. 2018, "What's missing in geographical parsing?"). The features that ask for
the document's other names are computed under the weights so far and the weights learned anew, a few times.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from frontline.gazetteer import Gazetteer
from frontline.mentions import mention_at
from frontline.model import Document, Place
from frontline.places import distance_km
from frontline.places.containers import units_named
from frontline.places.evidence import ALONE, FEATURES, Evidence
from frontline.places.world import ROUNDS, group_names

OUT = Path(__file__).resolve().parents[1] / "src" / "frontline" / "lexicon" / "resolution.json"
NEAR_KM = 161.0
#: Weight decay: 0.3 to 1 are equally good on the half that is not learned from, 3 and more lose a point.
DECAY = 0.3
TIMES = 4


@dataclass
class Article:
    """An article's evidence: `right` counts, for each row, the mentions that it would answer rightly."""

    file: str
    is_learned: bool
    total: int
    evidence: Evidence
    right: Any
    times: Any


def main(paths: list[str]) -> None:
    """Learn from the files, print what was reached, write the weights."""
    gazetteer = Gazetteer.world()
    articles = [found for path in paths for found in read(Path(path), gazetteer)]
    learned = [article for article in articles if article.is_learned and article.times.any()]
    alone = learn(learned, np.array([name in ALONE for name in FEATURES], dtype=float))
    shares = [article.evidence.shares(alone) for article in articles]
    together = alone
    for _ in range(TIMES):
        for article, trust in zip(articles, shares, strict=True):
            article.evidence.weigh(trust)
        together = learn(learned, np.ones(len(FEATURES)))
        shares = [settle(article.evidence, alone, together) for article in articles]
    report(articles, shares)
    weights = {
        key: {name: round(float(w), 2) for name, w in zip(FEATURES, found, strict=True) if round(float(w), 2)}
        for key, found in (("alone", alone), ("together", together))
    }
    OUT.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")


def read(path: Path, gazetteer: Gazetteer) -> list[Article]:
    """Return the articles of a file that have a name with candidates."""
    articles = []
    for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
        gold = json.loads(line)
        document = Document(str(gold["id"]), gold["text"])
        by_span = {(toponym["start"], toponym["end"]): toponym for toponym in gold["toponyms"]}
        mentions = [mention_at(document, start, end) for start, end in sorted(by_span)]
        names = group_names(document.text, mentions, gazetteer)
        if not names:
            continue
        points = [by_span[mention.start, mention.end] for mention in mentions]
        right = [
            sum(is_near(candidate.place, points[at]) for at in name.mentions)
            for name in names
            for candidate in name.candidates
        ]
        evidence = Evidence(names, units_named(document.text, gazetteer))
        right = np.array(right, dtype=float)
        times = np.maximum.reduceat(right, evidence.starts)
        total = sum(point["lat"] is not None for point in points)
        articles.append(Article(path.stem, is_learned(document.doc_id), total, evidence, right, times))
    return articles


def is_learned(doc_id: str) -> bool:
    """Tell whether an article belongs to the half that is learned from."""
    return int(hashlib.md5(doc_id.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 0


def is_near(place: Place, point: dict[str, Any]) -> bool:
    """Tell whether a place is within `NEAR_KM` of a gold point."""
    if point["lat"] is None:
        return False
    return distance_km(place, Place("", "", "", point["lon"], point["lat"])) <= NEAR_KM


def learn(articles: list[Article], used: Any) -> Any:
    """Return the weights that make the right candidates likeliest; those not used stay 0."""
    table = np.concatenate([article.evidence.table for article in articles]) * used
    right = np.concatenate([article.right > 0 for article in articles]).astype(float)
    times = np.concatenate([article.times for article in articles])
    rows = np.cumsum([0] + [len(article.right) for article in articles])
    names = np.cumsum([0] + [len(article.times) for article in articles])
    given = np.concatenate([article.evidence.given for article in articles])
    starts = np.concatenate(
        [article.evidence.starts + row for article, row in zip(articles, rows, strict=False)]
    )
    name_of = np.concatenate(
        [article.evidence.name_of + name for article, name in zip(articles, names, strict=False)]
    )

    def loss(weights: Any) -> tuple[float, Any]:
        scores = table @ weights + given
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[name_of])
        shares = powers / np.add.reduceat(powers, starts)[name_of]
        hit = np.maximum(np.add.reduceat(shares * right, starts), 1e-9)
        slope = times[name_of] * (shares - shares * right / hit[name_of])
        return -(times * np.log(hit)).sum() + DECAY * (
            weights**2
        ).sum(), table.T @ slope + 2 * DECAY * weights

    return minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x


def settle(evidence: Evidence, alone: Any, together: Any) -> Any:
    """Return the trust in each row, as `places.world` finds it."""
    shares = evidence.shares(alone)
    for _ in range(ROUNDS):
        evidence.weigh(shares)
        shares = evidence.shares(together)
    return shares


def report(articles: list[Article], shares: list[Any]) -> None:
    """Print the share of all gold names within `NEAR_KM`, for each file and half."""
    for key in sorted({(article.file, article.is_learned) for article in articles}):
        hits = total = 0
        for article, trust in zip(articles, shares, strict=True):
            if (article.file, article.is_learned) == key:
                starts = article.evidence.starts
                ends = [*starts[1:], len(trust)]
                hits += sum(
                    article.right[a + int(np.argmax(trust[a:b]))] for a, b in zip(starts, ends, strict=True)
                )
                total += article.total
        print(f"{key[0]} {'learned' if key[1] else 'kept'}: {hits / total:.3f} of {total}")


if __name__ == "__main__":
    main(sys.argv[1:])
