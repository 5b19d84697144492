"""One word for one thing: those that were given up do not come back."""

import re
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po

from solver.rules import ALL_RULES

ROOT = Path(__file__).parents[3]
WORDS = ROOT / "docs/words.md"
CATALOGUES = ROOT / "data/i18n/locale/nl/LC_MESSAGES"
#: Commands and fields are code, whatever they are called.
CODE_SAID = re.compile(r"\bcaco [a-z-]+(, [a-z-]+)*|\{[^}]*\}")
CODE_WRITTEN = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


class Retired(NamedTuple):
    """Words that were given up: on screens, in documents, in Dutch."""

    english: tuple[str, ...]
    documents: tuple[str, ...]
    dutch: tuple[str, ...]


@cache
def retired() -> Retired:
    english, documents, dutch = [], [], []
    for line in WORDS.read_text("utf-8").splitlines():
        if line.startswith("|") and "---" not in line and not line.startswith("| Word "):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            for only in re.findall(r"(?<![*\w])\*[^*]+\*", cells[2]):
                english += only.strip("*").split(", ")
                cells[2] = cells[2].replace(only, "")
            found = [word for word in re.split(r", +", cells[2]) if word]
            english += found
            documents += found
            dutch += [word for word in re.split(r", +", cells[3]) if word]
    return Retired(tuple(english), tuple(documents), tuple(dutch))


def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of them as whole words; one that ends in an asterisk as the beginning of one."""
    said = (re.escape(w.rstrip("*")) + ("" if w.endswith("*") else r"(?![\w-])") for w in words)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(said)})", re.IGNORECASE)


def sentences():
    """English and Dutch of each message of the catalogues, and of each rule."""
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="nl"):
                if message.id:
                    ids = [message.id] if isinstance(message.id, str) else message.id
                    texts = [message.string] if isinstance(message.string, str) else message.string
                    yield ids, texts
    for rule in ALL_RULES:
        yield (rule().sentence("en"),), (rule().sentence("nl"),)


def test_the_table_is_read():
    words = retired()
    assert {"told", "him", "publish", "anew"} <= set(words.english)
    assert "publish" not in words.documents
    assert "anew" in words.documents
    assert {"stoel*", "bevoegd*", "wat u doet"} <= set(words.dutch)


@pytest.mark.parametrize(
    ("said", "is_found"),
    [("Een stoel is leeg", True), ("stoelen", True), ("Barstoel", False), ("de stand", True),
     ("stand-by", False), ("onbevoegd", False), ("BEVOEGD", True), ("met het besluit", True)],
)  # fmt: skip
def test_words_are_found_whole_or_by_their_beginning(said, is_found):
    assert bool(pattern(retired().dutch).search(said)) == is_found


def test_no_english_sentence_says_a_word_that_was_given_up():
    found = pattern(retired().english)
    said = chain.from_iterable(ids for ids, _ in sentences())
    assert [text for text in said if found.search(CODE_SAID.sub("", text))] == []


def test_no_dutch_sentence_says_a_word_that_was_given_up():
    found = pattern(retired().dutch)
    said = chain.from_iterable(texts for _, texts in sentences())
    assert [text for text in said if found.search(CODE_SAID.sub("", text))] == []


def test_no_document_says_a_word_that_was_given_up():
    found = pattern(retired().documents)
    lacking = []
    for page in (*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"):
        text = CODE_WRITTEN.sub("", page.read_text("utf-8"))
        if page != WORDS:
            lacking += [f"{page.name}: {m[0]}" for m in found.finditer(text)]
    assert lacking == []


#: Names, keys and commands, the same in every language.
NAMES = {"CaCo Rooster", "Excel", "JSON", "SHA-256", "GRIP", "min"}
NAMES |= {
    "openapi.json",
    "OpenAPI 3.1).",
    "Android",
    "Ctrl",
    "Del",
    "Enter",
    "Esc",
    "Shift",
    "iPhone, iPad",
}
SAID_IN = "title|placeholder|aria-label|alt|data-label|data-confirm"


def bare_texts(page: str):
    """Words of a template that nothing translates."""
    page = re.sub(r"\{#.*?#\}|<!--.*?-->|<(script|style|code)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\0", page, flags=re.DOTALL)
    yield from re.findall(rf'\b(?:{SAID_IN})="([^"\0]*[A-Za-z]{{3}}[^"\0]*)"', page)
    for text in re.split(r"[\0\n]|<[^<>]*>", page):
        if re.search("[A-Za-z]{3}", text):
            yield text.strip(" ·–()")


def test_words_that_nothing_translates_are_found():
    page = '<p title="Your gaps">{{ _("Gap") }} is open</p>{# no #}<code>caco x</code>'
    assert list(bare_texts(page)) == ["Your gaps", "is open"]


def test_every_word_of_a_page_is_translated():
    pages = sorted((ROOT / "web/templates").rglob("*.html"))
    found = {(page.name, text) for page in pages for text in bare_texts(page.read_text("utf-8"))}
    assert {one for one in found if one[1] not in NAMES} == set()
