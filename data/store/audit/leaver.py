"""Somebody whose personal data are to go, and how to take them out of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_NO_WORD = r"(?<![\w@.+-]){}(?![\w@-])"  #: not inside another word, address or number


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody whose personal data are to go.

    Parameters
    ----------
    number
        Of their row; the pseudonym is made of it.
    code, name
        What they were known by.
    addresses
        Where messages reached them, those that they share with nobody who is here.
    logins
        What what they did with their accounts is signed with. A short one may be a word like any
        other, so it goes where it is all that is said; an address goes from every text.
    """

    number: int
    code: str
    name: str
    addresses: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()

    @property
    def pseudonym(self) -> str:
        """What they are called from now on."""
        return f"leaver-{self.number}"

    @property
    def key(self) -> str:
        """What messages call them."""
        return f"people/{self.number}"

    def out_of(self, value: Any) -> Any:  # noqa: ANN401 - JSON
        """A JSON value with their code, name and addresses replaced."""
        match value:
            case str():
                return self._out_of_text(value)
            case list():
                return [self.out_of(one) for one in value]
            case dict():
                return {self._out_of_text(key): self.out_of(one) for key, one in value.items()}
            case _:
                return value

    def out_of_prose(self, text: str) -> str:
        """A text for people with their code, name and addresses replaced, wherever they stand."""
        return re.sub(_NO_WORD.format(re.escape(self.code)), self.pseudonym, self.out_of(text))

    def is_in(self, text: str) -> bool:
        """Whether a text for people tells of them; lines may be folded as in an iCalendar file."""
        unfolded = re.sub(r"\r?\n[ \t]", "", text)
        return self.out_of_prose(unfolded) != unfolded

    def _out_of_text(self, text: str) -> str:
        if text == self.code or text in self.addresses or text in self.logins:
            return self.pseudonym
        mine = {self.code, *self.addresses}
        for between, named in ((" | ", mine), (";", mine | self.logins)):  # a key, and a list
            parts = text.split(between)
            if not named.isdisjoint(part.strip() for part in parts):
                told = (self.pseudonym if part.strip() in named else part for part in parts)
                text = between.join(told)
        unmistakable = self.addresses | {login for login in self.logins if "@" in login}
        for address in sorted(unmistakable, key=len, reverse=True):
            if address in text:
                text = re.sub(_NO_WORD.format(re.escape(address)), self.pseudonym, text)
        return re.sub(rf"(?<!\w){re.escape(self.name)}(?!\w)", self.pseudonym, text)
