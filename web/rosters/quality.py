"""What the quality of a roster is made of, as pages show it. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from data.model.quality import POINT, QualityPart
from web.locale import current_language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from data.i18n.quality_words import QualityWords
    from data.model.flaw import FlawOutlook
    from data.model.problem import RosterProblem
    from data.model.result import QualityCost, RosterQuality, Violation

NAMED = 3  #: flaws that come or go with a remedy
LONG = timedelta(days=7)
_MOMENT = timedelta(minutes=1)
SHOWN_WEEKS = 4  #: of the grid, from the week of a flaw


@dataclass(frozen=True, slots=True)
class PartCost:
    """What a part costs.

    Parameters
    ----------
    share
        Of everything, 0..100: the length of its bar.
    """

    name: str
    points: str
    share: float


@dataclass(frozen=True, slots=True)
class SourceCost:
    """What one measure costs over all people.

    Parameters
    ----------
    asks
        What is asked, in a sentence; empty: the name says it.
    count
        How often, where it is counted.
    """

    part: str
    name: str
    asks: str
    count: str
    points: str


@dataclass(frozen=True, slots=True)
class PersonCost:
    """What one person's duties cost, a text a part, and in all."""

    name: str
    parts: tuple[str, ...]
    total: str
    flaws: int


@dataclass(frozen=True, slots=True)
class FlawLine:
    """A flaw.

    Parameters
    ----------
    cell
        Address of the cell of the grid in which it begins.
    look
        Address of what would remove it.
    """

    rule: str
    person: str
    when: str
    found: str
    points: str
    cell: str
    look: str


@dataclass(frozen=True, slots=True)
class FlawGroup:
    """The flaws of one rule, by start, and what they cost together."""

    rule: str
    asks: str
    points: str
    flaws: tuple[FlawLine, ...]


@dataclass(frozen=True, slots=True)
class QualityView:
    """All of it."""

    total: str
    weighed: str
    parts: tuple[PartCost, ...]
    sources: tuple[SourceCost, ...]
    people: tuple[PersonCost, ...]
    groups: tuple[FlawGroup, ...]
    flaws: int


def quality_view(
    problem: RosterProblem, quality: RosterQuality, words: QualityWords, address: str
) -> QualityView:
    """What pages show of the quality of a roster.

    Parameters
    ----------
    address
        Of the roster.
    """
    whole = max(quality.cost, 1)
    count = Counter(flaw.person for flaw in quality.flaws)
    used = [part for part, cost in quality.by_part.items() if cost]
    return QualityView(
        total=words.in_points(quality.cost),
        weighed=words.summary(),
        parts=tuple(
            PartCost(words.part(part), words.points(cost), round(100 * cost / whole, 1))
            for part, cost in quality.by_part.items()
        ),
        sources=tuple(_source(one, words) for one in quality.by_source),
        people=tuple(
            PersonCost(
                _name(problem, person),
                tuple(words.points(costs[part]) if costs[part] else "" for part in used),
                words.points(sum(costs.values())),
                count[person],
            )
            for person, costs in quality.by_person.items()
        ),
        groups=tuple(_groups(problem, quality, words, address)),
        flaws=len(quality.flaws),
    )


def _groups(
    problem: RosterProblem, quality: RosterQuality, words: QualityWords, address: str
) -> Iterator[FlawGroup]:
    for one in quality.by_source:
        if one.part is QualityPart.HEALTH:
            mine = [flaw for flaw in quality.flaws if flaw.rule == one.source]
            yield FlawGroup(
                words.rule(one.source),
                words.asks(one.source),
                words.in_points(one.cost),
                tuple(flaw_line(problem, flaw, words, address) for flaw in mine),
            )


def parts_used(quality: RosterQuality, words: QualityWords) -> list[str]:
    """The parts that cost something, as headings of the costs by person."""
    return [words.part(part) for part, cost in quality.by_part.items() if cost]


def _source(one: QualityCost, words: QualityWords) -> SourceCost:
    is_rule = one.part is QualityPart.HEALTH
    return SourceCost(
        words.part(one.part),
        words.source(one),
        words.asks(one.source) if is_rule else "",
        words.count(one),
        words.points(one.cost),
    )


def flaw_line(
    problem: RosterProblem, flaw: Violation, words: QualityWords, address: str
) -> FlawLine:
    """A flaw with its place in the grid."""
    speech = current_language()
    asked = {"rule": flaw.rule, "person": flaw.person, "start": flaw.start.isoformat()}
    # What lasts long, such as too many weekends, went wrong at its end.
    at = flaw.end - _MOMENT if flaw.end - flaw.start > LONG else flaw.start
    day = at.astimezone(problem.zone).date()
    return FlawLine(
        words.rule(flaw.rule),
        _name(problem, flaw.person),
        speech.stretch(flaw.start, flaw.end, problem.zone),
        speech.found(flaw.value, flaw.limit, flaw.unit),
        words.in_points(POINT * words.weights.of_rule(flaw.rule)),
        cell_address(problem, flaw.person, day, address),
        f"{address}/flaw?{urlencode(asked)}",
    )


def cell_address(problem: RosterProblem, person: str, day: date, address: str) -> str:
    """Where the grid shows a day of somebody: in the period, and in its week."""
    day = min(max(day, problem.first_date), problem.last_date)
    monday = day - timedelta(days=day.weekday())
    chosen = urlencode({"start": monday.isoformat(), "weeks": SHOWN_WEEKS})
    return f"{address}?{chosen}#{quote(person)}/{day.isoformat()}"


def _name(problem: RosterProblem, person: str) -> str:
    known = problem.person_by_id.get(person)
    return known.name if known else person


@dataclass(frozen=True, slots=True)
class RemedyView:
    """What would remove a flaw.

    Parameters
    ----------
    moves
        Who gets which duty, a sentence each.
    balance
        What it makes of the whole quality.
    made, removed
        The first few flaws that come and that go too, each with whose it is.
    more_made, more_removed
        How many beyond these.
    """

    moves: tuple[str, ...]
    balance: str
    made: tuple[str, ...]
    removed: tuple[str, ...]
    more_made: int
    more_removed: int


def remedy_views(
    problem: RosterProblem, outlook: FlawOutlook, words: QualityWords
) -> list[RemedyView]:
    """The remedies of a flaw in words, the best first."""
    found = []
    for one in outlook.remedies:
        made = [words.flaw(flaw, problem) for flaw in one.cost.made]
        gone = [words.flaw(flaw, problem) for flaw in one.cost.removed if flaw != outlook.flaw]
        found.append(
            RemedyView(
                tuple(words.move(move, problem) for move in one.moves),
                words.balance(one.cost.quality or 0),
                tuple(made[:NAMED]),
                tuple(gone[:NAMED]),
                len(made[NAMED:]),
                len(gone[NAMED:]),
            )
        )
    return found
