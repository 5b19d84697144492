"""The heat map of a roster, who stands out in it, and two rosters compared, as pages show them.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.figure_words import FigureWords
from data.model.person_figures import Figure, figures_used
from web.locale import _, current_language, ngettext
from web.rosters.changes import PersonChange
from web.rosters.quality import cell_address
from web.rosters.words import GridWords

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.person_figures import FigureCell, PersonFigures
    from data.model.problem import RosterProblem
    from data.model.roster import RosterHead
    from scheduler.planning.figures import FigureMove, FiguresCompared, RosterFigures

NAMED = 8  #: outliers in sentences; the heat map has them all
MOVES = 12  #: differences in sentences
NAME = "name"  #: what the list may be sorted by beside a figure


@dataclass(frozen=True, slots=True)
class OutlierLine:
    """Who stands out in what.

    Parameters
    ----------
    is_much
        Too much; else it is too little.
    cell
        Address of its first day in the grid.
    """

    person: str
    said: str
    is_much: bool
    cell: str


@dataclass(frozen=True, slots=True)
class FigureCellView:
    """A cell of the heat map.

    Parameters
    ----------
    main, beside
        The deviation and the amount of a share; the amount of a count, and nothing.
    level
        -4..4.
    mark
        What says the level beside the colour; empty: it does not stand out.
    told
        The same for a screen reader.
    """

    main: str = ""
    beside: str = ""
    level: int = 0
    mark: str = ""
    told: str = ""

    @property
    def heat(self) -> str:
        """Name of the class that colours it."""
        return f"heat-{self.level}" if self.level > 0 else f"cool-{-self.level}"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One person of the heat map."""

    person: str
    name: str
    cells: tuple[FigureCellView, ...]


@dataclass(frozen=True, slots=True)
class FigureHeading:
    """A column.

    Parameters
    ----------
    key
        What the address calls it.
    is_sorted
        The rows go by it.
    """

    key: str
    title: str
    is_sorted: bool


@dataclass(frozen=True, slots=True)
class FiguresView:
    """Who stands out, and the heat map.

    Parameters
    ----------
    worst
        The worst outlier in a sentence; empty: nobody stands out.
    more
        Outliers beyond those in sentences.
    """

    worst: str
    evenness: str
    outliers: tuple[OutlierLine, ...]
    more: int
    headings: tuple[FigureHeading, ...]
    rows: tuple[FigureRow, ...]
    missing: str
    is_open: bool


def figures_view(found: RosterFigures, sort: str = "") -> FiguresView:
    """What pages show of a roster that was measured.

    Parameters
    ----------
    sort
        A figure, or ``name``; anything else: whoever stands out most comes first.
    """
    words, problem = FigureWords(current_language()), found.roster.problem
    names, address = GridWords(problem, words.words), f"/rosters/{found.roster.head.id}"
    used = figures_used(found.people)
    lines = [
        OutlierLine(
            names.name(one.person),
            words.stands_out(one.figure, one.cell),
            one.cell.level > 0,
            cell_address(problem, one.person, found.first_day(one), address),
        )
        for one in found.outliers[:NAMED]
    ]
    return FiguresView(
        worst=f"{lines[0].person}, {lines[0].said}" if lines else "",
        evenness=words.evenness(found.people),
        outliers=tuple(lines),
        more=len(found.outliers[NAMED:]),
        headings=tuple(FigureHeading(one, words.title(one), one == sort) for one in used),
        rows=tuple(
            FigureRow(
                one.person,
                names.name(one.person),
                tuple(_cell(words, one.cells.get(figure)) for figure in used),
            )
            for one in _sorted(found.people, sort, names)
        ),
        missing=words.missing(found.missing),
        is_open=bool(found.missing),
    )


def _sorted(people: Iterable[PersonFigures], sort: str, names: GridWords) -> list[PersonFigures]:
    if sort == NAME:
        return sorted(people, key=lambda one: names.name(one.person))
    if sort not in set(Figure):
        return list(people)
    figure = Figure(sort)

    def size(one: PersonFigures) -> float:
        cell = one.cells.get(figure)
        return cell.deviation if cell else float("-inf")

    return sorted(people, key=size, reverse=True)


def _cell(words: FigureWords, cell: FigureCell | None) -> FigureCellView:
    if cell is None or not (cell.done or (cell.due and round(cell.due, 1))):
        return FigureCellView()
    mark = ("▲" if cell.level > 0 else "▽") if cell.stands_out else ""
    told = (_("too much") if cell.level > 0 else _("too little")) if mark else ""
    if cell.due is None:
        return FigureCellView(words.amount(cell.done), "", cell.level, mark, told)
    return FigureCellView(
        words.deviation(cell.deviation), words.amount(cell.done), cell.level, mark, told
    )


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A measure of somebody that differs.

    Parameters
    ----------
    verdict
        Whether that is better; empty: it is neither.
    """

    person: str
    said: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A measure of the whole in both rosters."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ComparedView:
    """Two rosters beside each other.

    Parameters
    ----------
    headline
        Which is better in what, in sentences.
    rows
        What is counted of the whole.
    lines
        What differs for whom; `more`: beyond these.
    gained, lost
        Shifts that are open in only one of them, each with its post and time.
    """

    old: str
    new: str
    headline: tuple[str, ...]
    rows: tuple[ComparedRow, ...]
    lines: tuple[ComparedLine, ...]
    more: int
    opened: tuple[str, ...]
    filled: tuple[str, ...]


def head_name(head: RosterHead) -> str:
    """What a page calls a roster."""
    if head.version is None:
        return _("Draft {number}").format(number=head.id)
    return _("Version {number}").format(number=head.version)


def compared_view(found: FiguresCompared) -> ComparedView:
    """What the page says of two rosters."""
    words = FigureWords(current_language())
    names = GridWords(found.new.roster.problem, words.words)
    old, new = head_name(found.old.roster.head), head_name(found.new.roster.head)
    before = {one.id for one in found.old.open_shifts}
    after = {one.id for one in found.new.open_shifts}
    return ComparedView(
        old,
        new,
        headline=tuple(_headline(found, old, new, words)),
        rows=tuple(_rows(found, words)),
        lines=tuple(_line(one, words, names) for one in found.moves[:MOVES]),
        more=len(found.moves[MOVES:]),
        opened=tuple(_shifts(found.new, before)),
        filled=tuple(_shifts(found.old, after)),
    )


def _stand_out(one: RosterFigures) -> int:
    return len({outlier.person for outlier in one.outliers})


def _headline(found: FiguresCompared, old: str, new: str, words: FigureWords) -> list[str]:
    """Cover first, then rules, then who stands out, then quality; each only where it differs."""
    said, fewer = [], found.old.missing - found.new.missing
    if fewer:
        text = (
            ngettext(
                "{{new}} leaves {count} shift fewer open than {{old}}.",
                "{{new}} leaves {count} shifts fewer open than {{old}}.",
                fewer,
            )
            if fewer > 0
            else ngettext(
                "{{new}} leaves {count} shift more open than {{old}}.",
                "{{new}} leaves {count} shifts more open than {{old}}.",
                -fewer,
            )
        )
        said.append(text.format(new=new, old=old))
    broken = len(found.new.roster.violations) - len(found.old.roster.violations)
    if broken:
        text = _("{new} breaks fewer rules.") if broken < 0 else _("{new} breaks more rules.")
        said.append(text.format(new=new))
    count = _stand_out(found.new) - _stand_out(found.old)
    if count:
        text = (
            _("{new} is more even: fewer people stand out.")
            if count < 0
            else _("{new} is less even: more people stand out.")
        )
        said.append(text.format(new=new))
    if not found.difference.changes:
        return [_("Everybody has the same duties in both.")]
    return said or [_("Neither is better in cover, rules or shares; the duties differ.")]


def _rows(found: FiguresCompared, words: FigureWords) -> list[ComparedRow]:
    number, (old, new) = words.words.number, (found.old, found.new)
    counts = [
        (_("Open shifts"), old.missing, new.missing),
        (_("Broken rules"), len(old.roster.violations), len(new.roster.violations)),
        (_("People who stand out"), _stand_out(old), _stand_out(new)),
    ]
    totals = [one.report.health.counts() for one in (old, new)]
    for figure in (
        Figure.SHORT_RESTS,
        Figure.DOUBLE_DAYS,
        Figure.LONE_NIGHTS,
        Figure.LONE_DAYS_OFF,
    ):
        before, after = (getattr(one, figure.value) for one in totals)
        counts.append((words.title(figure), before, after))
    return [ComparedRow(what, number(before), number(after)) for what, before, after in counts]


def _line(move: FigureMove, words: FigureWords, names: GridWords) -> ComparedLine:
    said = words.differ(
        words.title(move.figure), words.amount(move.before.done), words.amount(move.after.done)
    )
    if move.after.due:
        due = words.amount(move.after.due)
        said = _("{said} (fair share {due})").format(said=said, due=due)
    return ComparedLine(names.name(move.person), said, verdict(move))


def verdict(move: FigureMove) -> str:
    """Whether a difference is an improvement; empty: it is neither."""
    if not move.gain:
        return ""
    if move.figure.is_share:
        return _("nearer to the fair share") if move.gain > 0 else _("farther from the fair share")
    return _("better") if move.gain > 0 else _("worse")


def _shifts(one: RosterFigures, known: set[str]) -> list[str]:
    """The open shifts of a roster that are not open in the other."""
    problem, speech = one.roster.problem, current_language()
    return [
        f"{_post(problem, shift.post)} {speech.stretch(shift.start, shift.end, problem.zone)}"
        for shift in one.open_shifts
        if shift.id not in known
    ]


def _post(problem: RosterProblem, post: str) -> str:
    return problem.post_by_id[post].name if post in problem.post_by_id else post


def duty_changes_view(found: FiguresCompared) -> list[PersonChange]:
    """Who loses and gets which duty, by name."""
    problem, shifts = found.new.roster.problem, found.difference.shifts
    names, speech = GridWords(problem, current_language()), current_language()

    def said(ids: Iterable[str]) -> tuple[str, ...]:
        mine = sorted((shifts[one] for one in ids), key=lambda one: one.start)
        return tuple(
            f"{_post(problem, one.post)} {one.name} "
            f"{speech.stretch(one.start, one.end, problem.zone)}"
            for one in mine
        )

    changes = [
        PersonChange(names.name(one.person), said(one.lost), said(one.gained))
        for one in found.difference.changes
    ]
    return sorted(changes, key=lambda one: one.name)
