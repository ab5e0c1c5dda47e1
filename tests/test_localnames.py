"""Of the names that gazetteers pile up, the one to write on the map is the one that sounds like the map's own."""

from __future__ import annotations

import pytest

from frontline.model import Place
from frontline.payload.localnames import local_names


def place(name, *aliases):
    return Place("p", name, "city", 0, 0, aliases=aliases)


@pytest.mark.parametrize(
    ("name", "aliases", "expected"),
    [
        ("Mhardeh", ("الكرمة", "محردة"), "محردة"),
        ("Damascus", ("د مشق", "دمشق", "دیمەشق"), "دمشق"),
        ("Aleppo", ("Halab", "حلب"), "حلب"),
        ("Tabqa", ("Ath Thawrah", "الثورة", "الطبقة"), "الطبقة"),
        ("Latakia", ("Al Ladhiqiyah", "لاذقیه", "اللاذقية"), "اللاذقية"),
        ("Qamishli", ("القامشلو", "القامشلي"), "القامشلي"),
        ("Raqqa", ("Ar Raqqah", "رقه", "الرقة"), "الرقة"),
        ("Tartus", ("ترطوس", "طرطوس"), "طرطوس"),
        ("Safirah", ("سفيرة", "السفيرة"), "السفيرة"),
        ("Kobani", ("Arab Pinar", "Ayn al Arab", "Ain al-Arab", "عرب بينار", "عين العرب"), "عين العرب"),
        ("Somewhere", ("الكرمة",), ""),
        ("Somewhere", ("Ailleurs",), ""),
    ],
)
def test_the_name_that_sounds_alike(name, aliases, expected):
    assert local_names([place(name, *aliases)]).get("p", "") == expected


@pytest.mark.parametrize(("country", "expected"), [("FR", {}), ("UA", {"p": "Кан"}), ("SY", {"p": "كان"})])
def test_signs_are_in_the_script_of_the_country(country, expected):
    caen = Place("p", "Caen", "city", 0, 0, country=country, aliases=("Кан", "Кан-2", "كان"))
    assert local_names([caen]) == expected


def test_the_script_of_most_names_wins():
    places = [place("Kharkiv", "Харків", "خاركيف"), Place("q", "Sumy", "city", 0, 0, aliases=("Суми",))]
    assert local_names(places) == {"p": "Харків", "q": "Суми"}
