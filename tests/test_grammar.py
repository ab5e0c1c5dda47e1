"""Grammar: tokens, sentences, chunks and the lexicon that drives them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontline.grammar import Discourse, find_attribution
from frontline.grammar.chunks import read_chunks
from frontline.grammar.tokens import split_sentences, tokenise
from frontline.lexicon import LexiconError, compile_lexicon, inflect, load_lexicon
from frontline.model import Document
from toyworld import PUBLISHED, locate, theatre, vocabulary


def sentences(text):
    tokens = tokenise(text)
    return [text[tokens[s.first].start : tokens[s.last - 1].end] for s in split_sentences(text, tokens)]


def chunks(text):
    document = Document("d", text, published=PUBLISHED)
    tokens = tokenise(text)
    places = {item.mention.start: item for item in locate(document)}
    return [
        chunk
        for span in split_sentences(text, tokens)
        for chunk in read_chunks(text, tokens, span, vocabulary(), places, {})
    ]


# ------------------------------------------------------------------------------------ tokens, sentences
def test_a_possessive_is_a_token_of_its_own():
    assert [token.low for token in tokenise("Alton’s al-Garth wasn't")] == [
        "alton",
        "'s",
        "al-garth",
        "wasn't",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three? Four", 4),
        ("Gen. Stark came at 5 p.m. to the U.S. base. He left.", 2),
        ("A heading\nThe text goes on.\nMore.", 3),
        ("A line that was\nwrapped at sixty columns.", 1),
        ('"We came." He said so.', 2),
        ("It was 3.5 km away.", 1),
        ("08:20 - They came. 09:10 - They left.", 2),
    ],
)
def test_sentences_end_where_they_end(text, count):
    assert len(sentences(text)) == count


@given(st.text(max_size=400))
def test_sentences_cover_every_token_but_line_breaks(text):
    tokens = tokenise(text)
    covered = [k for span in split_sentences(text, tokens) for k in range(span.first, span.last)]
    assert covered == sorted(set(covered))
    assert {k for k, token in enumerate(tokens) if token.low != "\n"} <= set(covered)


def test_a_page_of_dots_costs_no_more_than_its_length():
    text = "." * 60_000  # minutes, if each looked at all that follow
    assert len(tokenise(text)) >= len(sentences(text)) > 0


# ----------------------------------------------------------------------------------------------- chunks
@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("rebel fighters", "blue"),
        ("the army", "red"),
        ("soldiers of the Red army", "red"),
        ("fighters from the Blue Front", "blue"),
        ("fighters loyal to the Green League", "green"),
        ("government forces and their allies", "red"),
        ("Ruritanian forces", "?"),
        ("fighters", ""),
    ],
)
def test_words_for_a_side_become_one_actor(text, side):
    actors = [chunk for chunk in chunks(text) if chunk.kind == "actor"]
    assert [chunk.side for chunk in actors] == [side]


def test_things_of_a_side_are_not_the_side():
    assert [chunk.kind for chunk in chunks("army positions")] == ["asset"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the towns of Carrow, Denby and Garth", ["Carrow", "Denby", "Garth"]),
        ("Carrow and the village of Elmere", ["Carrow", "Elmere"]),
    ],
)
def test_listed_places_become_one_group(text, names):
    groups = [chunk for chunk in chunks(text) if chunk.kind == "place"]
    assert [[item.mention.surface for item in group.places] for group in groups] == [names]


@pytest.mark.parametrize(
    ("text", "extent"),
    [
        ("the city of Alton", "whole"),
        ("most of Alton", "most"),
        ("parts of the city of Alton", "part"),
        ("the eastern districts of Alton", "part"),
        ("the outskirts of Alton", "edge"),
        ("the gates of Alton", "edge"),
        ("the countryside of Alton", "wide"),
        ("Alton province", "wide"),
        ("Alton's museum", "attribute"),
        ("Alton residents", "attribute"),
    ],
)
def test_how_much_of_a_place_is_meant(text, extent):
    assert next(chunk.extent for chunk in chunks(text) if chunk.kind == "place") == extent


# ------------------------------------------------------------------------------------------ attribution
@pytest.mark.parametrize(
    ("text", "words", "source_id", "side"),
    [
        ("The Watch said rebels had left.", "The Watch", "watch", ""),
        ("Rebels had left, said a resident of Alton.", "a resident of Alton", "", ""),
        ("According to state radio, rebels had left.", "state radio", "red-radio", "red"),
        ("A rebel spokesman announced the end.", "A rebel spokesman", "", "blue"),
        ("Rebels had left.", "", "", ""),
    ],
)
def test_who_says_so(text, words, source_id, side):
    found = find_attribution(text, chunks(text), theatre())
    assert (found.words, found.source_id, found.side) == (words, source_id, side)


# ---------------------------------------------------------------------------------------------- lexicon
@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("seize", "seize seizes seized seized seizing"),
        ("carry", "carry carries carried carried carrying"),
        ("reach", "reach reaches reached reached reaching"),
        ("free", "free frees freed freed freeing"),
    ],
)
def test_regular_verbs_are_inflected_by_rule(verb, forms):
    assert " ".join(form for form, _ in inflect(verb, {})) == forms


def test_irregular_verbs_are_told():
    assert [form for form, _ in inflect("take", {"take": "took taken"})][2:] == ["took", "taken", "taking"]


def test_every_word_class_that_the_grammar_asks_for_is_in_the_lexicon():
    words = load_lexicon().words
    for name in ("pronoun_actor", "pronoun_place", "first_person", "vague", "attack", "fighters", "success"):
        assert words[name]


def test_no_verb_of_the_lexicon_names_a_status_that_claims_do_not_have():
    rules = {sense.rule.rule for entry in load_lexicon().entries.values() for sense in entry.verbs}
    assert {"take", "hold", "lose", "fall", "withdraw", "approach", "besiege", "fight"} <= rules


def test_a_lexicon_with_faults_is_refused_with_all_of_them():
    faulty = "verb = []\nnoun = []\nstate = []\n[words]\nin = 3\n[strange]\n"
    with pytest.raises(LexiconError, match="strange") as caught:
        compile_lexicon(faulty, language="xx", name="xx.toml")
    assert "words.in" in str(caught.value)


def test_an_unknown_language_is_refused_with_the_known_ones():
    with pytest.raises(LexiconError, match="en"):
        load_lexicon("xx")


# -------------------------------------------------------------------------------------------- discourse
def test_a_place_that_is_taken_again_and_again_is_remembered_once():
    place = next(place for place in theatre().places if not place.is_wide)
    discourse = Discourse({})
    for _ in range(3):
        discourse.note_outcome(place, "captured", "blue", "")
    assert discourse.gains == {"blue": {place.place_id: place}}
    assert discourse.reaches("blue", place)
