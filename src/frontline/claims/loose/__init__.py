"""Loose: a second reader, for control that is told loosely.

The grammar makes a claim where a clause says one. What it leaves is read here: for each place that a sentence names and the
grammar made no claim of, the options are built (who may be meant to hold it), weighed by a model that was learned from
annotated texts, and the best is claimed where it is sure enough. It is less sure than the grammar: what it
claims is marked by its rule (`loose_...`), and never contradicts what the grammar read. The same model weighs what the grammar
claimed: what speaks strongly against a claim takes it back.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from frontline.claims.loose.agreement import describe_agreement, describe_position
from frontline.claims.loose.features import describe_option, describe_scene, describe_spot
from frontline.claims.loose.options import Option, find_options, is_open
from frontline.claims.loose.scene import Spot, find_meant, find_spots, read_scene
from frontline.claims.loose.senses import have_senses
from frontline.claims.loose.standing import describe_standing
from frontline.claims.loose.weighing import load_model

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from frontline.claims.days import DayTeller
    from frontline.claims.outcomes import HomeGround
    from frontline.grammar import Discourse, ReadSentence
    from frontline.lexicon import Lexicon
    from frontline.model import Claim

__all__ = ["LooseReader", "Option", "settles"]

#: Options under these logits are left, the second where a place stays with its holder: with each author's texts held out in turn,
#: more than four of five that are over them are right.
SURE_LOGIT = 0.9
SURE_TO_KEEP = 0.55
#: A text of fewer sentences with places is a headline or a note: there is little around that could confirm what is told
#: loosely, and what stays as it was is told plainly there, or not at all.
FEWEST_SENTENCES = 3
SURE_IN_A_NOTE = 1.1
#: A claim of the grammar under this logit is taken back: with each author's texts held out in turn, more than half are wrong.
DOUBT_LOGIT = -0.75
_OF_HOLDERS = frozenset({"captured", "controlled", "lost", "withdrawn"})


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
        #: At which sentence, and after how many places, each place was named last.
        self.named: dict[str, tuple[int, int]] = {}
        self.places = 0
        self.options: list[Option] = []

    def heed(self, sentence: ReadSentence, made: Sequence[Claim]) -> None:
        """Take the options of a sentence's places: all of those that the grammar claimed nothing of in it, else what it claimed."""
        spots = find_spots(sentence.chunks)
        meant = find_meant(sentence, spots)
        if not (spots or meant) or not have_senses(sentence.chunks):
            return
        self.sentences += bool(spots)
        taken = {claim.place_id for claim in made} | sentence.strangers
        first = self._count(spots)
        asked = [
            spot
            for spot in (*spots, *meant)
            if spot.located.place is not None and is_open(sentence.chunks, spot, self.home)
        ]
        if asked:
            scene = read_scene(sentence, spots, self.discourse)
            for spot in asked:
                found = list(find_options(scene, spot, self.discourse, self.days, self.home, self.lexicon))
                for option in found:
                    self._place(option, len({other.controller for other in found}) - 1)
                    option.is_first = option.place.place_id in first
                    option.is_taken = option.place.place_id in taken
                self.options += [o for o in found if self.learns or not o.is_taken or _is_claimed(o, made)]

    def _count(self, spots: Sequence[Spot]) -> set[str]:
        """Note the places that a sentence names, and return those that the document had not named before."""
        first: set[str] = set()
        for spot in spots:
            place = spot.located.place
            if place is None:
                continue
            if place.place_id not in self.mentions:
                first.add(place.place_id)
            self.mentions[place.place_id] += 1
            self.places += 1
            self.named[place.place_id] = self.sentences, self.places
        return first

    def _place(self, option: Option, rivals: int) -> None:
        """Note where in the document an option stands."""
        sentence, nth = self.named.get(option.place.place_id, (0, 0))
        option.nth, option.rivals = self.sentences, rivals
        option.since, option.between = self.sentences - sentence, self.places - nth

    def _is_sure(self, option: Option) -> bool:
        if self.sentences < FEWEST_SENTENCES:
            return option.logit >= SURE_IN_A_NOTE and not option.keeps
        return option.logit >= (SURE_TO_KEEP if option.keeps else SURE_LOGIT)

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

    def weigh(self, claims: Sequence[Claim]) -> None:
        """Weigh the options that are left open by the grammar's claims, and those that it claimed."""
        told = _by_place(claims)
        self.options = [
            option
            for option in self.options
            if option.is_taken
            or not any(settles(claim, option) for claim in told.get(option.place.place_id, ()))
        ]
        self.describe(self.options, claims)
        logits = load_model().weigh([option.features for option in self.options])
        for option, logit in zip(self.options, logits, strict=True):
            option.logit = logit

    def doubts(self, claims: Sequence[Claim]) -> list[Claim]:
        """Return the claims of the grammar on a holder that all weighed options of their place, holder and day speak against.

        None in a note, where little stands around a claim that could speak against it.
        """
        if self.sentences < FEWEST_SENTENCES:
            return []
        taken = [option for option in self.options if option.is_taken]
        found = []
        for claim in claims:
            own = [option.logit for option in taken if _is_claimed(option, [claim])]
            if own and max(own) < DOUBT_LOGIT and claim.status in _OF_HOLDERS:
                found.append(claim)
        return found

    def choose(self) -> list[Option]:
        """Return the open options that are sure enough, at most one a place and day, in the order of the text."""
        best: dict[tuple[str, dt.date], Option] = {}
        for option in self.options:
            if option.is_taken:
                continue
            key = (option.place.place_id, option.told[0])
            if key not in best or option.logit > best[key].logit:
                best[key] = option
        sure = [o for o in best.values() if self._is_sure(o)]
        return sorted(
            sure,
            key=lambda option: (option.scene.sentence.start, option.spot.located.mention.start),
        )


def _by_place(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    told: dict[str, list[Claim]] = {}
    for claim in claims:
        told.setdefault(claim.place_id, []).append(claim)
    return told


def _is_claimed(option: Option, claims: Sequence[Claim]) -> bool:
    """Say if an option is what a present claim says: its place, holder and day."""
    return any(
        claim.place_id == option.place.place_id
        and claim.controller == option.controller
        and claim.is_present_control
        and abs((claim.date - option.told[0]).days) <= 1
        for claim in claims
    )


def settles(claim: Claim, option: Option) -> bool:
    """Say if the grammar already told who has the place about that day, or took the option for denied, planned or past."""
    if claim.place_id != option.place.place_id:
        return False
    if claim.is_present_control:
        return abs((claim.date - option.told[0]).days) <= 1
    return claim.controller == option.controller and not option.keeps
