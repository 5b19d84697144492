"""What stands behind the links in messages: a page that asks, and what an answer does.

Looking changes nothing, for programs that scan mail look at every link. Only an answer does, once;
told again, it says what became of the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import product
from typing import Any

from data.exchange.language import LANGUAGES, Language, language
from data.model.errors import Refused
from data.store.opening import Store
from scheduler.alerts import links
from scheduler.alerts.secret import secrets_of
from scheduler.settings import Settings

FINE, UNKNOWN, GONE = 200, 404, 410  #: as HTTP says it, RFC 9110 15


@dataclass(frozen=True, slots=True)
class Page:
    """What somebody sees.

    Parameters
    ----------
    about
        What it speaks of, a line each: the shift, or gaps.
    lines
        Paragraphs after it.
    button
        What the one button says; empty: there is nothing to answer.
    status
        `FINE`, `UNKNOWN` or `GONE`.
    """

    language: str
    title: str
    about: tuple[str, ...]
    lines: tuple[str, ...]
    button: str = ""
    status: int = FINE


@dataclass(frozen=True)
class Asked:
    """A link that was opened.

    Parameters
    ----------
    payload
        What it carries.
    """

    store: Store
    settings: Settings
    payload: Mapping[str, Any]
    now: datetime

    @cached_property
    def speech(self) -> Language:
        """The language of its message."""
        code = self.payload.get("lang")
        return language(code if code in LANGUAGES else self.settings.language)

    def page(
        self,
        title: str,
        *lines: str,
        about: tuple[str, ...] = (),
        button: str = "",
        status: int = FINE,
    ) -> Page:
        """A page in that language."""
        return Page(self.speech.code, title, about, lines, button, status)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a kind of link is for.

    Parameters
    ----------
    show
        The page that asks; it changes nothing.
    answer
        What pressing its button does.
    """

    name: str
    show: Callable[[Asked], Page]
    answer: Callable[[Asked], Page]


def show(
    purposes: Mapping[str, Purpose], store: Store, settings: Settings, token: str, now: datetime
) -> Page:
    """The page behind a link; nothing is changed by looking at it."""
    return _turned(purposes, store, settings, token, now, lambda purpose: purpose.show)


def answer(
    purposes: Mapping[str, Purpose], store: Store, settings: Settings, token: str, now: datetime
) -> Page:
    """Press the button of a link, and see what came of it."""
    return _turned(purposes, store, settings, token, now, lambda purpose: purpose.answer)


def _turned(
    purposes: Mapping[str, Purpose],
    store: Store,
    settings: Settings,
    token: str,
    now: datetime,
    what: Callable[[Purpose], Callable[[Asked], Page]],
) -> Page:
    keys, why = secrets_of(store, settings), links.Unreadable.FORGED
    for purpose, key in product(purposes.values(), keys):
        payload = links.read(purpose.name, token, key, now)
        if payload is links.Unreadable.EXPIRED:
            why = payload
        elif not isinstance(payload, links.Unreadable):
            asked = Asked(store, settings, payload, now)
            try:
                return what(purpose)(asked)
            except Refused:  # what it speaks of is no more
                return _of_no_use(asked)
    nobody = Asked(store, settings, {}, now)
    return _too_old(nobody) if why is links.Unreadable.EXPIRED else _of_no_use(nobody)


def _of_no_use(asked: Asked) -> Page:
    say = asked.speech.gettext
    return asked.page(
        say("This link does not work"),
        say("It may have been cut off on its way. Open it once more from the message itself."),
        say("Nothing was changed."),
        status=UNKNOWN,
    )


def _too_old(asked: Asked) -> Page:
    say = asked.speech.gettext
    return asked.page(
        say("This link is too old"),
        say("Its time is over. If the matter still stands, a newer message tells of it."),
        say("Nothing was changed."),
        status=GONE,
    )
