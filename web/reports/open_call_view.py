"""What the page of open calls shows: how it is now, beside a duty roster in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.tables.period import ZONE
from scheduler.coverage.words import class_word
from scheduler.reporting.open_call import (
    BEARABLE,
    OpenCallVerdict,
    between,
    limits_words,
    remarks,
    share_words,
    suffices,
    verdict,
)
from web.locale import current_language
from web.shared.strips import WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.coverage.call_chances import OpenCallChance
    from scheduler.reporting.open_call import DutyInstead, SideBySide

_CLASSES = {
    OpenCallVerdict.GOOD: "",
    OpenCallVerdict.HEAVY: "is-doubtful",
    OpenCallVerdict.BAD: "is-gap",
}


@dataclass(frozen=True, slots=True)
class ChanceRow:
    """One class of time.

    Parameters
    ----------
    width
        Of a bar as long as the chance that counts.
    """

    when: str
    calls: str
    nobody: str
    each: str
    chance: str
    counts: str
    width: float
    look: str
    judged: str


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team that shares weeks on call."""

    posts: str
    people: int
    at_once: int
    by_law: int
    bearable: int
    weeks: str
    look: str
    judged: str


@dataclass(frozen=True, slots=True)
class OpenCallView:
    """One post.

    Parameters
    ----------
    limit
        Where the limit lies in a bar; None: there is none.
    pledges
        When, how many people, and the chance that nobody comes.
    """

    name: str
    rows: tuple[ChanceRow, ...]
    limit: float | None
    remarks: tuple[str, ...]
    pledges: tuple[tuple[str, int, str], ...]
    teams: tuple[TeamRow, ...]
    limits: tuple[str, ...]
    bearable: int


def open_call_views(found: Iterable[SideBySide]) -> tuple[OpenCallView, ...]:
    """Each open call beside the duty roster that could take its place."""
    return tuple(_view(one) for one in found)


def _view(one: SideBySide) -> OpenCallView:
    most = one.post.most_chance_nobody
    return OpenCallView(
        name=one.post.name,
        rows=tuple(_row(each) for each in one.chances),
        limit=None if most is None else round(WIDTH * most, 1),
        remarks=tuple(remarks(one, current_language())),
        pledges=tuple(
            (
                current_language().stretch(each.start, each.end, ZONE),
                each.people,
                _percent(each.chance),
            )
            for each in one.pledges
        ),
        teams=tuple(_team(each) for each in (one.alone, *one.beside)),
        limits=tuple(limits_words(one, current_language())),
        bearable=BEARABLE,
    )


def _row(one: OpenCallChance) -> ChanceRow:
    how, text = verdict(one, current_language()) or (OpenCallVerdict.GOOD, "")
    return ChanceRow(
        when=class_word(one.time_class, current_language()),
        calls=str(one.observed.of) if one.observed else "0",
        nobody=_unbroken(share_words(one.observed, current_language())),
        each=_unbroken(share_words(one.rate, current_language())),
        chance=_unbroken(between(one.chance, current_language())),
        counts=_percent(one.worst),
        width=round(WIDTH * one.worst, 1),
        look=_CLASSES[how],
        judged=text,
    )


def _team(one: DutyInstead) -> TeamRow:
    how, text = suffices(one, current_language())
    weeks = "–" if one.weeks_a_year is None else current_language().number(one.weeks_a_year, 1)
    return TeamRow(
        " + ".join(one.posts),
        one.people,
        one.required,
        one.least_by_law,
        one.least_bearable,
        weeks,
        _CLASSES[how],
        text,
    )


def _percent(share: float) -> str:
    return f"{current_language().number(100 * share, 1)} %"


def _unbroken(text: str) -> str:
    """A share that breaks before its interval and nowhere else, in a narrow column."""
    return text.replace(" ", "\u00a0").replace("–", "–\u2060").replace("\u00a0(", " (")
