"""The accuracy of place names as pinned floors: raise them with the work, never lower one silently."""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from frontline.gazetteer import Gazetteer, Tier
from frontline.mentions import find_mentions
from frontline.model import Document
from frontline.places import locate_mentions
from frontline.spelling import drop_articles, fold, romanisation_key, skeleton

pytestmark = pytest.mark.gate

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
PACKAGED = ROOT / "geodata" / "gazetteers" / "geonames-sy.csv"
FLOORS = {
    "reachable by another variant": 0.88,
    "wrong by another variant, namesakes aside": 0.01,
    "recognition, exact F1": 0.97,
    "points within 10 km of all gold": 0.93,
}


def test_a_variant_left_out_is_found_by_the_others():
    """Look every ASCII variant of the packaged Syrian places up among all other variants."""
    names = defaultdict(list)
    for row in csv.DictReader(PACKAGED.open(encoding="utf-8")):
        names[row["id"]] = list(dict.fromkeys((row["name"], *filter(None, row["aliases"].split("|")))))
    keys = {
        Tier.EXACT: str, Tier.FOLDED: fold, Tier.ARTICLE: lambda n: drop_articles(fold(n)),
        Tier.ROMANISED: lambda n: romanisation_key(fold(n)), Tier.SKELETON: lambda n: skeleton(fold(n)),
    }  # fmt: skip
    index = {tier: defaultdict(lambda: defaultdict(set)) for tier in keys}
    for place, variants in names.items():
        for tier, key in keys.items():
            for variant in variants:
                index[tier][key(variant)][place].add(variant)
    right = wrong = total = 0
    for place, variants in names.items():
        for variant in filter(str.isascii, variants):
            total += 1
            for tier, key in keys.items():
                wanted = key(variant)
                others = index[tier].get(wanted, {}) if wanted else {}
                hits = {other for other, said in others.items() if other != place or said - {variant}}
                if hits:
                    right += place in hits
                    wrong += place not in hits and tier > Tier.EXACT
                    break
    assert right / total >= FLOORS["reachable by another variant"]
    assert wrong / total <= FLOORS["wrong by another variant, namesakes aside"]


@pytest.mark.skipif(
    not (SHARED / "corpus").is_dir(), reason="needs the annotated dispatches in ../shared/corpus"
)
def test_dispatches_are_recognised_and_located():
    """Score the annotated dispatches with the scorer that lies beside them."""
    from frontline.theatre import load_theatre

    sys.path.insert(0, str(SHARED / "tools"))
    try:
        import score_claims
    finally:
        sys.path.pop(0)
    theatre = load_theatre("syria-2024")
    gazetteer = Gazetteer.for_theatre(theatre)
    answers = {}
    for path in sorted((SHARED / "corpus" / "texts").glob("*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        document = Document(article["id"], article["text"])
        mentions = find_mentions(document, gazetteer)
        located = locate_mentions(document, mentions, gazetteer, theatre=theatre)
        answers[document.doc_id] = [item.to_record() for item in located]
    score = score_claims.score_toponyms(score_claims.load_gold(str(SHARED / "corpus" / "gold")), answers)
    points = score["resolution_without_countries_and_regions"]
    assert score["recognition_exact"]["f1"] >= FLOORS["recognition, exact F1"]
    assert points["correct_of_all_gold@10km"] >= FLOORS["points within 10 km of all gold"]
