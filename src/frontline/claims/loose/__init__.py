"""Loose: a second reader, for control that is told loosely.

The grammar makes a claim where a clause says one. What it leaves is read here: for each place that a sentence names and the
grammar made no claim of, the options are built (who may be meant to hold it), weighed by a model that was learned from
annotated texts, and the best is claimed where it is sure enough. It is less sure than the grammar: what it
claims is marked by its rule (`loose_...`), and never contradicts what the grammar read.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from frontline.claims.loose.agreement import describe_agreement, describe_position
from frontline.claims.loose.features import describe_option, describe_scene, describe_spot
from frontline.claims.loose.options import Option, find_options, is_open
from frontline.claims.loose.scene import find_spots, read_scene
from frontline.claims.loose.senses import have_senses
from frontline.claims.loose.standing import describe_standing
from frontline.claims.loose.weighing import load_model

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from frontline.claims.days import DayTeller
    from frontline.claims.loose.scene import Spot
    from frontline.claims.outcomes import HomeGround
    from frontline.grammar import Discourse, ReadSentence
    from frontline.lexicon import Lexicon
    from frontline.model import Claim

__all__ = ["LooseReader", "Option", "settles"]

#: Options under these logits are left, the second where a place stays with its holder: with each author's texts held out in turn,
#: more than four of five that are over them are right (from 0.2 and 0.1 on three of four, with twice as many).
SURE_LOGIT = 0.75
SURE_TO_KEEP = 0.6
#: A text of fewer sentences with places is a headline or a note: what stays as it was is told plainly there, or not at all.
FEWEST_TO_KEEP = 3


class LooseReader:
    """Reads one document's sentences a second time: `heed` each in the order of the text, then `choose`.

    `learns`: also take the options of places of which the grammar made a claim, to learn from, not to choose.
    """

    def __init__(
        self, discourse: Discourse, days: DayTeller, home: HomeGround, lexicon: Lexicon, published: dt.date
    ) -> None:
        self.learns = False
        self.sentences = 0
        self.discourse = discourse
        self.days = days
        self.home = home
        self.lexicon = lexicon
        self.published = published
        self.mentions: Counter[str] = Counter()
        self.options: list[Option] = []

    def heed(self, sentence: ReadSentence, made: Sequence[Claim]) -> None:
        """Take the options of a sentence's places of which the grammar made no claim in it."""
        spots = find_spots(sentence.chunks)
        if not spots or not have_senses(sentence.chunks):
            return
        taken = {claim.place_id for claim in made} | sentence.strangers
        first: set[str] = set()
        left: list[Spot] = []
        self.sentences += 1
        for spot in spots:
            place = spot.located.place
            if place is None:
                continue
            if place.place_id not in self.mentions:
                first.add(place.place_id)
            self.mentions[place.place_id] += 1
            if (self.learns or place.place_id not in taken) and is_open(sentence.chunks, spot, self.home):
                left.append(spot)
        if left:
            scene = read_scene(sentence, spots, self.discourse)
            for spot in left:
                found = list(find_options(scene, spot, self.discourse, self.days, self.home, self.lexicon))
                for option in found:
                    option.nth = self.sentences
                    option.is_first = option.place.place_id in first
                    option.is_taken = option.place.place_id in taken
                    option.rivals = len({other.controller for other in found}) - 1
                self.options += found

    def _is_sure(self, option: Option) -> bool:
        if option.keeps:
            return option.logit >= SURE_TO_KEEP and self.sentences >= FEWEST_TO_KEEP
        return option.logit >= SURE_LOGIT

    def describe(self, options: Sequence[Option], claims: Sequence[Claim]) -> None:
        """Give options their features, once the grammar has read the whole document."""
        present = [claim for claim in claims if claim.is_present_control]
        shared: dict[int, list[str]] = {}
        for option in options:
            scene, spot = option.scene, option.spot
            if id(scene) not in shared:
                shared[id(scene)] = describe_scene(scene)
            if id(spot) not in shared:
                shared[id(spot)] = shared[id(scene)] + describe_spot(scene, spot)
            mentions = self.mentions[option.place.place_id]
            option.features = [
                *shared[id(spot)],
                *describe_option(option),
                *describe_standing(option, self.home),
                *describe_position(option, self.sentences),
                *describe_agreement(
                    option, present, self.published, mentions, is_account=self.days.is_account
                ),
            ]

    def choose(self, claims: Sequence[Claim]) -> list[Option]:
        """Return the options that are sure enough, at most one a place and day, in the order of the text."""
        told: dict[str, list[Claim]] = {}
        for claim in claims:
            told.setdefault(claim.place_id, []).append(claim)
        open_options = [
            option
            for option in self.options
            if not option.is_taken
            and not any(settles(claim, option) for claim in told.get(option.place.place_id, ()))
        ]
        self.describe(open_options, claims)
        best: dict[tuple[str, dt.date], Option] = {}
        logits = load_model().weigh([option.features for option in open_options])
        for option, logit in zip(open_options, logits, strict=True):
            option.logit = logit
            key = (option.place.place_id, option.told[0])
            if key not in best or option.logit > best[key].logit:
                best[key] = option
        sure = [o for o in best.values() if self._is_sure(o)]
        return sorted(
            sure,
            key=lambda option: (option.scene.sentence.start, option.spot.located.mention.start),
        )


def settles(claim: Claim, option: Option) -> bool:
    """Say if the grammar already told who has the place about that day, or took the option for denied, planned or past."""
    if claim.place_id != option.place.place_id:
        return False
    if claim.is_present_control:
        return abs((claim.date - option.told[0]).days) <= 1
    return claim.controller == option.controller and not option.keeps
