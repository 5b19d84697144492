"""The page behind the link in a notice of gaps: somebody takes them up."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from data.exchange.period import ZONE
from data.model.gap import Gap, GapState
from data.store import gaps, outbox, told
from scheduler.alerts.answers import Asked, Page, Purpose
from scheduler.alerts.letters import open_letter_box
from scheduler.alerts.rounds import ACKNOWLEDGE
from scheduler.coverage.tracking import as_closed
from scheduler.watching.latest import Latest
from scheduler.watching.owning import acknowledge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.message import Message
_LIVE = (GapState.OPEN, GapState.ACKNOWLEDGED)


def _show(asked: Asked) -> Page:
    return _page(asked, _gaps(asked), is_answered=False)


def _answer(asked: Asked) -> Page:
    live = [gap.id for gap in _gaps(asked) if gap.is_open]
    acknowledge(asked.store, live, _who(asked), asked.now)
    return _page(asked, _gaps(asked), is_answered=True)


def _page(asked: Asked, found: Sequence[Gap], *, is_answered: bool) -> Page:
    """The gaps, and what there is to do about them; names of others are not told."""
    say = asked.speech.gettext
    live = [gap for gap in found if gap.state in _LIVE]
    page = partial(asked.page, about=_lines(asked, live or found))
    if not live:
        mended = say("It has been filled, or accepted as it is. You need not do anything.")
        return page(say("This has been seen to"), mended)
    if is_answered:
        promise = say("Reminders stop until it gets more urgent. Thank you.")
        return page(say("You see to this"), promise)
    lines = [say("If you see to it, others are not reminded of it for now.")]
    if all(gap.state is GapState.ACKNOWLEDGED for gap in live):
        mine = all(gap.acknowledged_by == _who(asked) for gap in live)
        lines.insert(
            0, say("You took this up already.") if mine else say("Somebody took this up already.")
        )
    return page(say("Do you see to this?"), *lines, button=say("I am handling this"))


def _gaps(asked: Asked) -> list[Gap]:
    """The gaps as they are now, whatever the last sweep kept of them."""
    seen = Latest(asked.store, asked.settings.horizon_weeks).see(asked.now)
    is_open = {row.gap.id: row.gap for row in seen.rows}
    with asked.store.reading() as connection:
        kept = [gaps.read_gap(connection, number) for number in _numbers(asked)]
    return [
        is_open.get(gap.id) or (as_closed(gap, asked.now) if gap.is_open else gap) for gap in kept
    ]


def _lines(asked: Asked, found: Sequence[Gap]) -> tuple[str, ...]:
    with asked.store.reading() as connection:
        box = open_letter_box(connection, asked.settings, asked.now)
    ordered = sorted(found, key=lambda gap: (gap.hole.start, gap.id))
    whens = [asked.speech.stretch(gap.hole.start, gap.hole.end, ZONE) for gap in ordered]
    posts = [box.post_name(gap.hole.post) for gap in ordered]
    return tuple(f"{when}, {post}" for when, post in zip(whens, posts, strict=True))


def _numbers(asked: Asked) -> list[int]:
    if "gaps" in asked.payload:
        return [int(number) for number in asked.payload["gaps"]]
    name = _message(asked).id
    with asked.store.reading() as connection:
        return told.gaps_by_message(connection, [name]).get(name, [])


def _who(asked: Asked) -> str:
    return str(asked.payload["who"]) if "who" in asked.payload else _message(asked).name


def _message(asked: Asked) -> Message:
    """The message that a short link came in: it says the rest."""
    with asked.store.reading() as connection:
        return outbox.find_message(connection, str(asked.payload["m"]))


PURPOSE = Purpose(ACKNOWLEDGE, _show, _answer)
