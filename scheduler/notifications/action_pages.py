"""What stands behind the links in messages: a page that asks, and what an answer does.

Looking changes nothing, for programs that scan mail look at every link. Only an answer does, once;
told again, it says what became of the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from data.i18n.language import LANGUAGES, Language, language
from data.model.errors import Refused
from data.model.gap import Gap, GapState
from data.store import gaps, outbox
from data.store.opening import Store
from data.tables.period import ZONE
from scheduler.accounts.secret import secrets_of
from scheduler.coverage.acknowledgement import acknowledge
from scheduler.coverage.snapshot import CoverageCache
from scheduler.coverage.tracking import as_closed
from scheduler.notifications import signed_links
from scheduler.notifications.gap_notifier import ACKNOWLEDGE
from scheduler.notifications.notifier import open_notifier
from scheduler.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.message import Message

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
        What the button says that does what the link is for; empty: there is nothing to answer.
    other
        What the button says that does the opposite; empty: there is none.
    note
        What is asked beside the answer, in a line; empty: nothing is.
    status
        `FINE`, `UNKNOWN` or `GONE`.
    """

    language: str
    title: str
    about: tuple[str, ...]
    lines: tuple[str, ...]
    button: str = ""
    status: int = FINE
    other: str = ""
    note: str = ""


@dataclass(frozen=True)
class ActionRequest:
    """A link that was opened.

    Parameters
    ----------
    payload
        What it carries.
    is_other
        The other button was pressed.
    note
        What was written beside the answer.
    """

    store: Store
    settings: Settings
    payload: Mapping[str, Any]
    now: datetime
    is_other: bool = False
    note: str = ""

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
        other: str = "",
        note: str = "",
    ) -> Page:
        """A page in that language."""
        return Page(self.speech.code, title, about, lines, button, status, other, note)


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
    show: Callable[[ActionRequest], Page]
    answer: Callable[[ActionRequest], Page]


def show(
    purposes: Mapping[str, Purpose], store: Store, settings: Settings, token: str, now: datetime
) -> Page:
    """The page behind a link; nothing is changed by looking at it."""
    return _turned(purposes, store, settings, token, now, lambda purpose: purpose.show)


def answer(
    purposes: Mapping[str, Purpose],
    store: Store,
    settings: Settings,
    token: str,
    now: datetime,
    *,
    is_other: bool = False,
    note: str = "",
) -> Page:
    """Press a button of a link, and see what came of it.

    Parameters
    ----------
    is_other
        The one that does the opposite of what the link is for.
    note
        What was written beside it.
    """

    def press(purpose: Purpose) -> Callable[[ActionRequest], Page]:
        return lambda request: purpose.answer(replace(request, is_other=is_other, note=note))

    return _turned(purposes, store, settings, token, now, press)


def _turned(
    purposes: Mapping[str, Purpose],
    store: Store,
    settings: Settings,
    token: str,
    now: datetime,
    what: Callable[[Purpose], Callable[[ActionRequest], Page]],
) -> Page:
    keys, why = secrets_of(store, settings), signed_links.Unreadable.FORGED
    for purpose in purposes.values():
        payload = signed_links.read(purpose.name, token, keys, now)
        if payload is signed_links.Unreadable.EXPIRED:
            why = payload
        elif not isinstance(payload, signed_links.Unreadable):
            request = ActionRequest(store, settings, payload, now)
            try:
                return what(purpose)(request)
            except Refused:  # what it speaks of is no more
                return _of_no_use(request)
    nobody = ActionRequest(store, settings, {}, now)
    return _too_old(nobody) if why is signed_links.Unreadable.EXPIRED else _of_no_use(nobody)


def _of_no_use(request: ActionRequest) -> Page:
    say = request.speech.gettext
    return request.page(
        say("This link does not work"),
        say("It may have been cut off on its way. Open it again from the message itself."),
        say("Nothing was changed."),
        status=UNKNOWN,
    )


def _too_old(request: ActionRequest) -> Page:
    say = request.speech.gettext
    return request.page(
        say("This link is too old"),
        say("It has expired. If it still matters, there is a newer message about it."),
        say("Nothing was changed."),
        status=GONE,
    )


_LIVE = (GapState.OPEN, GapState.ACKNOWLEDGED)


def _show(request: ActionRequest) -> Page:
    return _page(request, _gaps(request), is_answered=False)


def _answer(request: ActionRequest) -> Page:
    live = [gap.id for gap in _gaps(request) if gap.is_open]
    acknowledge(request.store, live, _who(request), request.now)
    return _page(request, _gaps(request), is_answered=True)


def _page(request: ActionRequest, found: Sequence[Gap], *, is_answered: bool) -> Page:
    """The gaps, and what there is to do about them; names of others are not told."""
    say = request.speech.gettext
    live = [gap for gap in found if gap.state in _LIVE]
    page = partial(request.page, about=_lines(request, live or found))
    if not live:
        mended = say("It has been filled, or accepted as it is. You need not do anything.")
        return page(say("This has been dealt with"), mended)
    if is_answered:
        promise = say("Reminders stop until it gets more urgent. Thank you.")
        return page(say("You are handling this"), promise)
    lines = [say("While you handle it, others are not reminded of it for now.")]
    if all(gap.state is GapState.ACKNOWLEDGED for gap in live):
        mine = all(gap.acknowledged_by == _who(request) for gap in live)
        lines.insert(
            0,
            say("You are already handling this.")
            if mine
            else say("Somebody is already handling this."),
        )
    return page(say("Can you handle this?"), *lines, button=say("I am handling this"))


def _gaps(request: ActionRequest) -> list[Gap]:
    """The gaps as they are now, whatever the last sweep kept of them."""
    seen = CoverageCache(request.store, request.settings.horizon_weeks).snapshot(request.now)
    is_open = {row.gap.id: row.gap for row in seen.rows}
    with request.store.reading() as connection:
        kept = [gaps.read_gap(connection, number) for number in _numbers(request)]
    return [
        is_open.get(gap.id) or (as_closed(gap, request.now) if gap.is_open else gap) for gap in kept
    ]


def _lines(request: ActionRequest, found: Sequence[Gap]) -> tuple[str, ...]:
    with request.store.reading() as connection:
        notifier = open_notifier(connection, request.settings, request.now)
    ordered = sorted(found, key=lambda gap: (gap.interval.start, gap.id))
    whens = [request.speech.stretch(gap.interval.start, gap.interval.end, ZONE) for gap in ordered]
    posts = [notifier.post_name(gap.interval.post) for gap in ordered]
    return tuple(f"{when}, {post}" for when, post in zip(whens, posts, strict=True))


def _numbers(request: ActionRequest) -> list[int]:
    if "gaps" in request.payload:
        return [int(number) for number in request.payload["gaps"]]
    name = _message(request).id
    with request.store.reading() as connection:
        return gaps.gaps_by_message(connection, [name]).get(name, [])


def _who(request: ActionRequest) -> str:
    return str(request.payload["who"]) if "who" in request.payload else _message(request).name


def _message(request: ActionRequest) -> Message:
    """The message that a short link came in: it says the rest."""
    with request.store.reading() as connection:
        return outbox.find_message(connection, str(request.payload["m"]))


PURPOSE = Purpose(ACKNOWLEDGE, _show, _answer)
