"""What a help page is made of."""

from __future__ import annotations

from dataclasses import dataclass

from data.model.account import Right


@dataclass(frozen=True, slots=True)
class HelpTask:
    """Something that people come to do.

    Parameters
    ----------
    endpoint
        Of the page where it is done.
    """

    title: str
    steps: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """The help of one area.

    Parameters
    ----------
    right
        Whom the area is for; None: everybody with an account.
    words
        Word -> what it means here.
    keys
        Key -> what it does.
    """

    id: str
    right: Right | None
    title: str
    about: str
    tasks: tuple[HelpTask, ...]
    words: tuple[tuple[str, str], ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
