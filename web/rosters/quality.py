"""What the quality of a roster is made of, as pages show it. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from data.model.quality import POINT, QualityPart
from data.model.quality_report import flaw_day, mondays
from web.locale import current_language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from data.i18n.quality_words import QualityWords
    from data.model.flaw import FlawOutlook
    from data.model.problem import RosterProblem
    from data.model.quality_report import QualityReport
    from data.model.result import QualityCost, RosterQuality, Violation

NAMED = 3  #: flaws that come or go with a remedy
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
    remedy
        What in general mends such a flaw.
    """

    rule: str
    person: str
    when: str
    found: str
    points: str
    cell: str
    look: str
    remedy: str


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
    day = flaw_day(flaw, problem)
    return FlawLine(
        words.rule(flaw.rule),
        _name(problem, flaw.person),
        speech.days_or_stretch(flaw.start, flaw.end, problem.zone),
        speech.found(flaw.value, flaw.limit, flaw.unit),
        words.in_points(POINT * words.weights.of_rule(flaw.rule)),
        cell_address(problem, flaw.person, day, address),
        f"{address}/flaw?{urlencode(asked)}",
        speech.gettext(flaw.remedy) if flaw.remedy else "",
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
class SeatTable:
    """What teams count of one post: this roster, and those to compare with.

    Parameters
    ----------
    rows
        The name of each roster, and its cells: one for each thing that is counted.
    """

    post: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One week of one person.

    Parameters
    ----------
    heat
        How much it costs beside the dearest week of anybody, 0..4; 0: nothing.
    cell
        Address of that week in the grid.
    """

    points: str
    heat: int
    cell: str


@dataclass(frozen=True, slots=True)
class TeamCountsView:
    """How healthy a roster is, as its page shows it.

    Parameters
    ----------
    people
        Name, cells, and hours a week: on average and at most.
    weeks
        Numbers of the weeks.
    heat
        Name and weeks of everybody with a flaw.
    """

    headings: tuple[str, ...]
    note: str
    seats: tuple[SeatTable, ...]
    people: tuple[tuple[str, tuple[str, ...], str], ...]
    weeks: tuple[int, ...]
    heat: tuple[tuple[str, tuple[HeatCell, ...]], ...]


def team_counts_view(
    problem: RosterProblem, report: QualityReport, words: QualityWords, address: str
) -> TeamCountsView:
    """The table of what teams count, and who has flaws when."""
    number, weeks = words.words.number, mondays(problem)
    compared = words.compared(report)
    names = {post.post: problem.post_by_id[post.post].name for post in report.health.posts}
    dearest = max((cost for one in report.weeks for cost in one.costs), default=0)

    def hot(person: str, week: int, cost: int) -> HeatCell:
        heat = -(-4 * cost // dearest) if cost else 0
        where = cell_address(problem, person, weeks[week], address)
        return HeatCell(words.points(cost) if cost else "", heat, where)

    return TeamCountsView(
        headings=words.health_headings(),
        note=words.health_note(),
        seats=tuple(
            SeatTable(
                name,
                tuple(
                    (title, words.seat_cells(one))
                    for title, health in compared
                    for one in health.posts
                    if one.post == post and one.team
                ),
            )
            for post, name in names.items()
        ),
        people=tuple(
            (
                _name(problem, one.person),
                words.health_cells(one.counts),
                f"{number(one.mean_hours, 1)} / {number(one.most_hours, 1)}",
            )
            for one in report.health.people
        ),
        weeks=tuple(monday.isocalendar().week for monday in weeks),
        heat=tuple(
            (
                _name(problem, one.person),
                tuple(hot(one.person, week, cost) for week, cost in enumerate(one.costs)),
            )
            for one in sorted(report.weeks, key=lambda one: -sum(one.costs))
        ),
    )


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
