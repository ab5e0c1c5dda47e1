"""The messages of the page: each language says all that the others say, in the forms that its numbers need."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import frontline

CLIENT = Path(frontline.__file__).parent / "web" / "src"
LANGUAGES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((CLIENT / "messages").glob("*.json"))
}
#: The plural forms that a language must have (Unicode CLDR); those that a message needs for no number may be absent.
FORMS = {"en": {"one", "other"}, "fr": {"one", "other"}, "ar": {"one", "two", "few", "many", "other"}}


def forms_of(message: str | dict[str, str]) -> list[str]:
    return [message] if isinstance(message, str) else list(message.values())


def fields_of(message: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", message))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_all_that_english_says(language):
    assert list(LANGUAGES[language]) == list(LANGUAGES["en"])
    for key, message in LANGUAGES[language].items():
        assert isinstance(message, str) == isinstance(LANGUAGES["en"][key], str), key
        assert all(form.strip() or key == "comma" for form in forms_of(message)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_uses_the_values_that_english_uses(language):
    for key, message in LANGUAGES[language].items():
        expected = set().union(*map(fields_of, forms_of(LANGUAGES["en"][key])))
        for form in forms_of(message):
            # "One place" may say its number in words.
            assert fields_of(form) | {"n"} == expected | {"n"}, key
        if isinstance(message, str):
            assert fields_of(message) == expected, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_have_the_forms_of_their_language(language):
    for key, message in LANGUAGES[language].items():
        if not isinstance(message, str):
            assert set(message) >= FORMS[language], key


def test_every_message_is_used():
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted(CLIENT.glob("*.ts")))
    groups = set(re.findall(r'sayOf\("([\w-]+)"', sources)) | set(re.findall(r"`([\w-]+)\.\$\{", sources))
    unused = [key for key in LANGUAGES["en"] if f'"{key}"' not in sources and key.split(".")[0] not in groups]
    assert unused == []
