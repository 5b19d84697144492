"""What a roster changes against another one, person by person, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.roster import RosterHead
from scheduler.planning.edits import EditKind
from web.rosters.words import GridWords

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.shift import Shift
    from scheduler.planning.edits import Edit
    from scheduler.planning.undo import EditStep
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
    for change in difference.changes:
        lost, gained = (
            _said(grid, (shifts[one] for one in ids)) for ids in (change.lost, change.gained)
        )
        people.append(PersonChange(words.name(change.person), lost, gained))
    return RosterChanges(difference.old, tuple(sorted(people, key=lambda one: one.name)))


def since_then(grid: Grid, steps: Iterable[EditStep], seen: int) -> list[str]:
    """What was done to a draft after the lock version that somebody saw, a sentence each."""
    said = []
    for step in steps:
        if step.version > seen:
            said += [_edit(grid, edit) for edit in step.edits]
            said += [grid.speech.gettext("The draft was brought up to date")] if step.rebase else []
    return said


def _edit(grid: Grid, edit: Edit) -> str:
    say, words = grid.speech.gettext, GridWords(grid.roster.problem, grid.speech)
    sentence = {
        EditKind.ASSIGN: say("{name} got {duty}"),
        EditKind.REMOVE: say("{name} lost {duty}"),
        EditKind.PIN: say("{name} was pinned on {duty}"),
        EditKind.UNPIN: say("{name} was released from the pin on {duty}"),
    }[edit.kind]
    shift = grid.roster.shift_by_id.get(edit.shift)
    duty = _said(grid, [shift])[0] if shift else edit.shift
    return sentence.format(name=words.name(edit.person), duty=duty)


def _said(grid: Grid, shifts: Iterable[Shift]) -> tuple[str, ...]:
    zone, posts = grid.roster.problem.zone, grid.roster.problem.post_by_id
    return tuple(
        f"{posts[shift.post].name if shift.post in posts else shift.post} {shift.name} "
        f"{grid.speech.stretch(shift.start, shift.end, zone)}"
        for shift in sorted(shifts, key=lambda one: one.start)
    )
