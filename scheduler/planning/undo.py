"""Takes back the last changes of a draft, and makes them again: by the audit trail, so it lasts.

What was done to a draft is read from its trail. To take a change back is a change like any other,
judged and recorded; the trail names the one it takes back, so that the next step goes further.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.store.audit import trail
from scheduler.planning.edits import (
    ACTION,
    PINNED,
    Edit,
    Edited,
    EditKind,
    edit_draft,
    edit_open,
)
from scheduler.planning.judgement import effect_of
from scheduler.planning.open_roster import LOCK_VERSION, open_draft
from scheduler.planning.rebase import REBASED, RebaseStep, repeat_step
from scheduler.planning.splits import SplitPart

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.i18n.language import Language
    from data.store.audit.trail import AuditEntry
    from data.store.opening import Store

#: Among the facts of an edit: the lock version that it concerns.
UNDOES, REDOES = "undoes", "redoes"
_MADE = "roster.drafted"
_KINDS = {f"{ACTION}{kind}": kind for kind in EditKind}
_OPPOSITE = {
    EditKind.ASSIGN: EditKind.REMOVE,
    EditKind.REMOVE: EditKind.ASSIGN,
    EditKind.PIN: EditKind.UNPIN,
    EditKind.UNPIN: EditKind.PIN,
    EditKind.SPLIT: EditKind.UNSPLIT,
    EditKind.UNSPLIT: EditKind.SPLIT,
}


@dataclass(frozen=True, slots=True)
class EditStep:
    """The changes that were made to a draft at once.

    Parameters
    ----------
    version
        The lock version that they led to.
    edits
        What was done.
    inverse
        What takes it back.
    who, at
        Who did it, and when (UTC).
    rebase
        Where it was no edit but a rebase.
    """

    version: int
    edits: tuple[Edit, ...]
    inverse: tuple[Edit, ...]
    who: str
    at: datetime
    rebase: RebaseStep | None = None


@dataclass(frozen=True, slots=True)
class EditSteps:
    """What may be taken back, and made again: the last one first."""

    done: tuple[EditStep, ...]
    undone: tuple[EditStep, ...]


def steps_of(store: Store, roster: int) -> EditSteps:
    """What may be taken back in a draft."""
    with store.reading() as connection:
        return steps_in(trail.entries(connection, f"roster/{roster}"))


def steps_in(entries: Iterable[AuditEntry]) -> EditSteps:
    """The same by the trail of the draft, the oldest entry first."""
    done: list[EditStep] = []
    undone: list[EditStep] = []
    for group in _groups(entries):
        if group[0].action == _MADE:  # the number was that of a draft that is gone
            done.clear()
            undone.clear()
            continue
        facts = group[0].after or {}
        step = _step(group)
        if UNDOES in facts:
            undone += _taken(done, facts[UNDOES])
        elif REDOES in facts:
            done += _taken(undone, facts[REDOES])
        else:
            done.append(step)
            undone.clear()
    return EditSteps(tuple(done[::-1]), tuple(undone[::-1]))


def undo(
    store: Store, roster: int, who: str, now: datetime, speech: Language, seen: int | None = None
) -> Edited:
    """Take back the last change of a draft.

    Raises
    ------
    Refused
        There is none, or it cannot be taken back any more.
    Conflict
        Somebody else changed the draft since the planner saw it.
    """
    say = speech.gettext
    done = steps_of(store, roster).done
    if not done:
        raise Refused(
            [Fault(say("There is nothing to undo"), say("This is the draft as it began."))]
        )
    facts = {UNDOES: done[0].version}
    if done[0].rebase:
        return repeat_step(store, roster, done[0].rebase.inverse, who, now, seen, facts)
    return edit_draft(store, roster, done[0].inverse, who, now, seen, facts)


def undo_to(
    store: Store,
    roster: int,
    version: int,
    who: str,
    now: datetime,
    speech: Language,
    seen: int | None = None,
) -> Edited:
    """Take back a change of a draft and all that came after it, the last one first; all or none.

    Parameters
    ----------
    version
        The lock version that the change led to.

    Returns
    -------
    Edited
        Its effect is that of all of them together.

    Raises
    ------
    Refused
        There is no such change, one of them cannot be taken back any more, or the draft was
        brought up to date after it.
    Conflict
        Somebody else changed the draft since the planner saw it.
    """
    say = speech.gettext
    done = steps_of(store, roster).done
    last = next((place for place, step in enumerate(done) if step.version == version), None)
    if last is None:
        what = say("This change is not there any more")
        raise Refused([Fault(what, say("Reload the page."))])
    if last == 0:
        return undo(store, roster, who, now, speech, seen)
    if any(step.rebase for step in done[: last + 1]):
        what = say("The draft was brought up to date after this change")
        raise Refused([Fault(what, say("Undo the changes after that one by one."))])
    with store.writing() as connection:
        trail.take_turn(connection)
        opened = first = open_draft(connection, roster, who, now, seen)
        for step in done[: last + 1]:
            facts = {UNDOES: step.version}
            edited = edit_open(connection, opened, step.inverse, who, now, facts)
            opened = edited.roster
        effect = effect_of(opened.problem, first.assignments, opened.assignments)
    return Edited(opened, effect)


def redo(
    store: Store, roster: int, who: str, now: datetime, speech: Language, seen: int | None = None
) -> Edited:
    """Make the change again that was taken back last.

    Raises
    ------
    Refused
        There is none, or it cannot be made any more.
    Conflict
        Somebody else changed the draft since the planner saw it.
    """
    say = speech.gettext
    undone = steps_of(store, roster).undone
    if not undone:
        what = say("There is nothing to redo")
        raise Refused([Fault(what, say("Only what was just undone can be redone."))])
    facts = {REDOES: undone[0].version}
    if undone[0].rebase:
        return repeat_step(store, roster, undone[0].rebase, who, now, seen, facts)
    return edit_draft(store, roster, undone[0].edits, who, now, seen, facts)


def _groups(entries: Iterable[AuditEntry]) -> list[list[AuditEntry]]:
    """The edits in a trail, those that were made at once together."""
    found: list[list[AuditEntry]] = []
    for entry in entries:
        if entry.action not in _KINDS and entry.action not in (REBASED, _MADE):
            continue
        if not entry.after:  # of a person who was erased nothing is known
            continue
        version = entry.after.get(LOCK_VERSION)
        if found and version and (found[-1][0].after or {}).get(LOCK_VERSION) == version:
            found[-1].append(entry)
        else:
            found.append([entry])
    return found


def _step(group: Sequence[AuditEntry]) -> EditStep:
    version = int((group[0].after or {})[LOCK_VERSION])
    who, at = group[0].who, group[0].at
    if group[0].action == REBASED:
        return EditStep(version, (), (), who, at, RebaseStep.of(group[0]))
    edits, inverse = [], []
    for entry in group:
        after = entry.after or {}
        kind, person, shift = _KINDS[entry.action], after["person"], after["shift"]
        was_pinned = bool((entry.before or {}).get(PINNED))
        part = SplitPart.of(after)
        edits.append(Edit(kind, person, shift, part))
        if kind in (EditKind.PIN, EditKind.UNPIN) and was_pinned is (kind is EditKind.PIN):
            continue  # it changed nothing
        inverse.append(Edit(_OPPOSITE[kind], person, shift, part))
        if kind is EditKind.REMOVE and was_pinned:
            inverse.append(Edit(EditKind.PIN, person, shift))
    return EditStep(version, tuple(edits), tuple(inverse), who, at)


def _taken(steps: list[EditStep], version: int) -> list[EditStep]:
    """Take a step out of a list, if it is there."""
    found = [step for step in steps if step.version == version]
    steps[:] = [step for step in steps if step.version != version]
    return found
