"""Learn the weights of `mentions.weighing` from articles whose place names are marked.

Run `python geodata/learn_recognition.py GOLD.jsonl...`; a line is `{"id", "text", "toponyms": [{"start", "end"}]}`,
demonyms among the toponyms. Only the
half of the articles whose id's MD5 begins with an even byte is learned from; the scores of both halves are printed. What is
kept are weights of features, no text. Logistic regression with a ridge, by L-BFGS; the second look learns from first looks
by models that did not see the article (four folds).
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from frontline.gazetteer import Gazetteer
from frontline.mentions.evidence import Evidence
from frontline.mentions.reading import Reading
from frontline.mentions.secondlook import second_look
from frontline.mentions.spans import Span, candidate_spans
from frontline.mentions.weighing import THRESHOLD, choose

TARGET = Path(__file__).parents[1] / "src" / "frontline" / "lexicon" / "recognition-en.json"
#: With 1 and with 4, F1 of the articles held out is the same within .003.
RIDGE = 2.0
#: A feature of fewer articles is left out: it would be learned by heart. With 4 and with 8, F1 is the same within .003.
FEWEST_ARTICLES = 6
FOLDS = 4
#: Smaller weights change nothing and are left out.
SMALLEST = 0.04

Features = dict[str, float]


@dataclass
class Article:
    """An article with its spans, their features, and which of them are marked."""

    source: str
    learned: bool
    spans: list[Span]
    features: list[Features]
    marked: list[bool]
    gold: set[tuple[int, int]]
    fold: int


def read_article(source: str, line: str, gazetteer: Gazetteer) -> Article:
    """Return an article of a gold file with the features of its spans."""
    record = json.loads(line)
    digest = hashlib.md5(record["id"].encode(), usedforsecurity=False).digest()
    reading = Reading(record["text"], gazetteer)
    spans = candidate_spans(reading)
    evidence = Evidence(reading, spans)
    gold = {(toponym["start"], toponym["end"]) for toponym in record["toponyms"]}
    return Article(
        source, digest[0] % 2 == 0, spans,
        [dict.fromkeys(evidence.features(span), 1.0) for span in spans],
        [(span.start, span.end) in gold for span in spans], gold, digest[1] % FOLDS,
    )  # fmt: skip


def learn(articles: list[Article], looks: list[list[Features]]) -> Features:
    """Return the weights of the features of one look."""
    spread = Counter(name for look in looks for name in {name for features in look for name in features})
    names = sorted(name for name, count in spread.items() if count >= FEWEST_ARTICLES)
    column = {name: n for n, name in enumerate(names)}
    rows = [features for look in looks for features in look]
    cells = [(n, column[k], v) for n, features in enumerate(rows) for k, v in features.items() if k in column]
    at, to, values = zip(*cells, strict=True)
    matrix = csr_matrix((values, (at, to)), shape=(len(rows), len(names)))
    wanted = np.array([mark for article in articles for mark in article.marked], dtype=float)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits = matrix @ weights
        error = 1 / (1 + np.exp(-logits)) - wanted
        total = (np.logaddexp(0, logits) - wanted * logits).sum() + RIDGE / 2 * weights @ weights
        return total, matrix.T @ error + RIDGE * weights

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {n: round(float(w), 2) for n, w in zip(names, best, strict=True) if abs(w) >= SMALLEST}


def look(features: list[Features], weights: Features) -> list[float]:
    """Return the logit of each span's features."""
    return [sum(weights.get(name, 0.0) * value for name, value in found.items()) for found in features]


def second(article: Article, weights: Features) -> list[Features]:
    """Return the features of the second look after a first one with these weights."""
    return second_look(article.spans, look(article.features, weights))


def learn_both(articles: list[Article]) -> Features:
    """Return the weights of both looks."""
    seconds: dict[int, list[Features]] = {}
    for fold in range(FOLDS):
        rest = [article for article in articles if article.fold != fold]
        weights = learn(rest, [article.features for article in rest])
        seconds |= {id(a): second(a, weights) for a in articles if a.fold == fold}
    first = learn(articles, [article.features for article in articles])
    return first | learn(articles, [seconds[id(article)] for article in articles])


def score(articles: list[Article], weights: Features, threshold: float) -> str:
    """Return precision, recall and F1 of exact spans."""
    right = told = gold = 0
    for article in articles:
        chosen = choose(article.spans, look(second(article, weights), weights), threshold)
        right += sum((span.start, span.end) in article.gold for span in chosen)
        told += len(chosen)
        gold += len(article.gold)
    return f"P {right / told:.3f}  R {right / gold:.3f}  F1 {2 * right / (told + gold):.3f}"


def main(paths: list[str]) -> None:
    """Learn from the gold files, print the scores and write the weights."""
    gazetteer = Gazetteer.world()
    articles = [
        read_article(path, line, gazetteer)
        for path in paths
        for line in Path(path).read_text(encoding="utf-8").split("\n")
        if line
    ]
    weights = learn_both([article for article in articles if article.learned])
    for path in paths:
        for learned in (True, False):
            part = [a for a in articles if a.source == path and a.learned == learned]
            print(f"{path} {'learned' if learned else 'held out'}: {score(part, weights, THRESHOLD)}")
    rows = (f" {json.dumps(name, ensure_ascii=False)}: {weights[name]}" for name in sorted(weights))
    TARGET.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
