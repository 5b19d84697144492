"""Assessments as tables: the marks as they went in, the share in order, and what is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.improvement import Ambition, Assessment, AssessmentMark, FindingFile, Stage
from data.store import improvement
from data.store.regions import names_ever
from scheduler.improvement.queries import NumberedFinding, findings_within

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from data.model.account import Reach
    from data.model.improvement import ImprovementAction
    from data.store.opening import Store


class AnswerKind(StrEnum):
    """What is done about a mark that asks something."""

    ACTIONS = "actions"  #: its finding has open actions
    CHECKING = "checking"  #: everything is done: it is to be checked, or to be closed
    CLOSED = "closed"  #: its finding is closed: the point is to be assessed again
    REASON = "reason"  #: nothing, and the records say why
    NOTHING = "nothing"  #: nothing, and nobody says why


@dataclass(frozen=True, slots=True)
class AssessedPoint:
    """The mark of a point of a region, with what is done about it.

    Parameters
    ----------
    found
        The finding by which it is improved; None: there is none within reach.
    """

    assessment: Assessment
    found: NumberedFinding | None = None

    @property
    def answer(self) -> AnswerKind | None:
        """What is done about it; None: the mark asks nothing."""
        if not self.assessment.mark.asks_action:
            return None
        file = self.found.file if self.found else None
        if file is not None and file.open_actions:
            return AnswerKind.ACTIONS
        if file is not None and file.stage is Stage.CLOSED:
            return AnswerKind.CLOSED
        if file is not None and file.stage in (Stage.CHECK, Stage.READY):
            return AnswerKind.CHECKING
        return AnswerKind.REASON if self.assessment.reason else AnswerKind.NOTHING

    @property
    def actions(self) -> tuple[ImprovementAction, ...]:
        """Its open actions."""
        return self.found.file.open_actions if self.found else ()


@dataclass(frozen=True, slots=True)
class InOrder:
    """How many points are in order, against the ambition.

    Parameters
    ----------
    count, of
        In order, and with any mark at all; points without data do not count.
    without_data
        How many of those there are.
    ambition
        None: there is none for them.
    """

    count: int
    of: int
    without_data: int
    ambition: Ambition | None = None

    @property
    def share(self) -> float | None:
        """In percent; None: nothing was assessed."""
        return 100 * self.count / self.of if self.of else None

    @property
    def is_reached(self) -> bool:
        """Whether the ambition is reached."""
        return self.ambition is None or (
            self.share is not None and self.share >= self.ambition.share
        )


@dataclass(frozen=True, slots=True)
class AssessmentPart:
    """A table: points by regions.

    Parameters
    ----------
    regions
        Codes of its columns; points and columns stand in the order in which they came.
    points
        Point -> region -> the latest mark.
    """

    part: str
    regions: tuple[str, ...]
    points: Mapping[str, Mapping[str, AssessedPoint]]
    in_order: InOrder

    @property
    def asking(self) -> tuple[AssessedPoint, ...]:
        """The marks that ask something, in the order of the table."""
        every = (one for mine in self.points.values() for one in mine.values())
        return tuple(one for one in every if one.answer is not None)

    @property
    def answers(self) -> tuple[tuple[AssessedPoint, ...], ...]:
        """The same, with what one finding or one reason answers for several regions together."""
        groups: dict[tuple[str, str, str], list[AssessedPoint]] = {}
        for one in self.asking:
            said = one.assessment
            groups.setdefault((said.point, said.finding, said.reason), []).append(one)
        return tuple(tuple(mine) for mine in groups.values())


@dataclass(frozen=True, slots=True)
class AssessmentOverview:
    """All tables.

    Parameters
    ----------
    region_names
        By code; of regions that ended too.
    """

    parts: tuple[AssessmentPart, ...]
    in_order: InOrder
    region_names: Mapping[str, str]

    @property
    def unanswered(self) -> tuple[AssessedPoint, ...]:
        """Marks that ask something, about which nothing is done and nobody says why."""
        asking = (one for part in self.parts for one in part.asking)
        return tuple(one for one in asking if one.answer is AnswerKind.NOTHING)


def assessments(store: Store, today: date, reach: Reach = EVERYWHERE) -> AssessmentOverview:
    """The assessments of regions within reach: of each point the latest mark up to today."""
    with store.reading() as connection:
        files = {one.number: one.file for one in findings_within(connection, reach)}
        every = improvement.read_assessments(connection)
        ambitions = improvement.read_ambitions(connection)
        names = names_ever(connection)
    seen = [one for one in every if one.date <= today and reach.covers([one.region])]
    return overview(seen, files, ambitions, names, today.year)


def overview(
    given: Sequence[Assessment],
    files: Mapping[int, FindingFile],
    ambitions: Sequence[Ambition],
    region_names: Mapping[str, str],
    year: int,
) -> AssessmentOverview:
    """The same, of what is known.

    Parameters
    ----------
    files
        Findings by the number of their row.
    year
        The ambition for it holds, or the next one, or else the last.
    """
    known = {file.finding.id: NumberedFinding(number, file) for number, file in files.items()}
    latest: dict[tuple[str, str, str], Assessment] = {}
    for one in given:
        key = (one.part, one.point, one.region)
        if key not in latest or latest[key].date <= one.date:
            latest[key] = one
    points = [AssessedPoint(one, known.get(one.finding)) for one in latest.values()]
    parts = tuple(
        _part(name, [one for one in points if one.assessment.part == name], ambitions, year)
        for name in dict.fromkeys(one.assessment.part for one in points)
    )
    return AssessmentOverview(
        parts, _in_order(points, ambition_of(ambitions, "", year)), region_names
    )


def _part(
    name: str, points: Sequence[AssessedPoint], ambitions: Sequence[Ambition], year: int
) -> AssessmentPart:
    table: dict[str, dict[str, AssessedPoint]] = {}
    for one in points:
        table.setdefault(one.assessment.point, {})[one.assessment.region] = one
    regions = tuple(dict.fromkeys(one.assessment.region for one in points))
    return AssessmentPart(
        name, regions, table, _in_order(points, ambition_of(ambitions, name, year))
    )


def ambition_of(ambitions: Iterable[Ambition], part: str, year: int) -> Ambition | None:
    """The ambition that holds for a part in a year: its own before that of all.

    Of several the first that is not over; else the last one that there was.
    """
    mine = [one for one in ambitions if one.part in ("", part) and not one.region]
    own = [one for one in mine if one.part == part] or mine
    ahead = [one for one in own if one.year >= year]
    if ahead:
        return min(ahead, key=lambda one: one.year)
    return max(own, key=lambda one: one.year, default=None)


def _in_order(points: Sequence[AssessedPoint], ambition: Ambition | None) -> InOrder:
    marks = [one.assessment.mark for one in points]
    without = marks.count(AssessmentMark.NO_DATA)
    return InOrder(marks.count(AssessmentMark.IN_ORDER), len(marks) - without, without, ambition)
