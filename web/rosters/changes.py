"""What changed in a roster, in words: against another roster, and step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.roster import DutyChange, RosterHead
from scheduler.planning.edits import EditKind
from web.rosters.words import GridWords

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.shift import Shift
    from data.model.stand_in import StandIn
    from scheduler.planning.edits import Edit
    from scheduler.planning.undo import EditStep, EditSteps
    from web.rosters.grid import Grid


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What changes for one person, a line a duty."""

    name: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterChanges:
    """What changes."""

    old: RosterHead
    people: tuple[PersonChange, ...]


def changes_of(grid: Grid) -> RosterChanges | None:
    """What a grid shows of the comparison; None: it compares with nothing."""
    if grid.compared is None:
        return None
    difference, words = grid.compared[0], GridWords(grid.roster.problem, grid.speech)
    shifts, people = difference.shifts, []
    given = grid.roster.splits
    changed = {one.person: one for one in difference.changes}
    for person in changed.keys() | {who for one in given for who in (one.leaver, one.comer)}:
        change = changed.get(person, DutyChange(person, (), ()))
        lost, gained = (
            duties_text(grid, [*(shifts[one] for one in ids), *_split_off(grid, mine)])
            for ids, mine in (
                (change.lost, [one for one in given if one.leaver == person]),
                (change.gained, [one for one in given if one.comer == person]),
            )
        )
        people.append(PersonChange(words.name(person), lost, gained))
    return RosterChanges(difference.old, tuple(sorted(people, key=lambda one: one.name)))


def since_then(grid: Grid, steps: Iterable[EditStep], seen: int) -> list[str]:
    """What was done to a draft after the lock version that somebody saw, a sentence each."""
    said = []
    for step in steps:
        if step.version > seen:
            said += [_edit(grid, edit) for edit in step.edits]
            said += [grid.speech.gettext("The draft was brought up to date")] if step.rebase else []
    return said


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """A change of the draft that may be taken back.

    Parameters
    ----------
    said
        What was done, a sentence each; of many the first few.
    more
        How many sentences are left out.
    may_undo_to
        With all that came after it.
    """

    version: int
    who: str
    at: datetime
    said: tuple[str, ...]
    more: int
    may_undo_to: bool


LAST_STEPS, SENTENCES = 12, 4


def history_of(grid: Grid, steps: EditSteps) -> tuple[HistoryStep, ...]:
    """The last changes of a draft in words, the last one first."""
    found, is_within = list[HistoryStep](), True
    for place, step in enumerate(steps.done[:LAST_STEPS]):
        is_within = is_within and not (step.rebase and place)
        said = [_edit(grid, edit) for edit in step.edits[:SENTENCES]]
        if step.rebase:
            said = [grid.speech.gettext("The draft was brought up to date")]
        more = len(step.edits) - len(said) if step.edits else 0
        found.append(
            HistoryStep(step.version, step.who, step.at, tuple(said), more, may_undo_to=is_within)
        )
        is_within = is_within and not step.rebase
    return tuple(found)


def _edit(grid: Grid, edit: Edit) -> str:
    say, words = grid.speech.gettext, GridWords(grid.roster.problem, grid.speech)
    sentence = {
        EditKind.ASSIGN: say("{name} got {duty}"),
        EditKind.REMOVE: say("{name} lost {duty}"),
        EditKind.PIN: say("{name} was pinned on {duty}"),
        EditKind.UNPIN: say("{name} was released from the pin on {duty}"),
        EditKind.SPLIT: say("{name} gave a part away of {duty}"),
        EditKind.UNSPLIT: say("{name} has all again of {duty}"),
    }[edit.kind]
    shift = grid.roster.shift_by_id.get(edit.shift)
    duty = duties_text(grid, [shift])[0] if shift else edit.shift
    return sentence.format(name=words.name(edit.person), duty=duty)


def _split_off(grid: Grid, splits: Iterable[StandIn]) -> list[Shift]:
    """The parts of shifts that a draft gives to others."""
    known = grid.roster.shift_by_id
    return [
        replace(known[one.shift], start=one.start, end=one.end)
        for one in splits
        if one.shift in known
    ]


def duties_text(grid: Grid, shifts: Iterable[Shift]) -> tuple[str, ...]:
    """Duties by start, a line each: post, shift and when."""
    zone, posts = grid.roster.problem.zone, grid.roster.problem.post_by_id
    return tuple(
        f"{posts[shift.post].name if shift.post in posts else shift.post} {shift.name} "
        f"{grid.speech.stretch(shift.start, shift.end, zone)}"
        for shift in sorted(shifts, key=lambda one: one.start)
    )
