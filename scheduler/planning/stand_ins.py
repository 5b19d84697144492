"""Keeps take-overs: somebody does a part of a shift, or nobody; each a small act of its own.

No roster is signed anew: what has begun, or is over, no version changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.stand_in import DutyPart, StandIn, seats_taken
from data.store import rosters, staffing, stand_ins
from data.store.audit import trail
from data.store.audit.trail import Act
from data.tables.faults import nearest, shown
from data.tables.period import ZONE
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.hindrances import has_not_shown_up, is_served
from scheduler.planning.candidate_search import no_such_shift

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.shift import Shift
    from scheduler.coverage.input import CoverageInput

_MINUTE = timedelta(minutes=1)
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class TakeOver:
    """What somebody says was taken over, or will be.

    Parameters
    ----------
    shift
        Id.
    comer
        Id of who comes; empty: the part is left empty.
    leaver
        Id of who leaves; empty: whoever has all of the part, if that is one person; nobody, where
        nobody has it.
    start, end
        UTC; None: from now, or the start of a shift to come, to its end.
    """

    shift: str
    comer: str = ""
    leaver: str = ""
    start: datetime | None = None
    end: datetime | None = None
    reason: str = ""


def stand_in_of(
    connection: Connection,
    given: TakeOver,
    who: str,
    now: datetime,
    days: int,
    speech: Language,
) -> StandIn:
    """The take-over that somebody means, as it would be kept.

    Parameters
    ----------
    days
        So many days after its end it may still be recorded.

    Raises
    ------
    Refused
        It cannot be, with all that is wrong with it.
    """
    shift = rosters.shift_as_signed(connection, given.shift)
    if shift is None or not rosters.in_force(connection, shift.start, shift.end):
        raise no_such_shift(connection, given.shift, now)
    this_minute = now.astimezone(UTC).replace(second=0, microsecond=0)
    in_course = min(max(shift.start, this_minute), shift.end - _MINUTE)
    found = StandIn(
        0,
        shift.id,
        shift.post,
        given.start or in_course,
        given.end or shift.end,
        given.leaver,
        given.comer,
        given.reason.strip(),
        who,
        now,
    )
    faults = [*_bad_times(found, shift, now, days, speech), *_bad_people(connection, found, speech)]
    if faults:
        raise Refused(faults)
    return _with_leaver(connection, found, shift, now, speech)


def _bad_times(
    one: StandIn, shift: Shift, now: datetime, days: int, speech: Language
) -> list[Fault]:
    say, whole = speech.gettext, speech.stretch(shift.start, shift.end, ZONE)
    if not (shift.start <= one.start < one.end <= shift.end):
        what = say("{part} does not lie within this shift").format(
            part=speech.stretch(one.start, one.end, ZONE)
        )
        remedy = say("Choose times within {shift}, the end after the start").format(shift=whole)
        return [Fault(what, remedy)]
    if one.end < now - timedelta(days=days):
        what = say("this is over for more than {days} days").format(days=days)
        return [Fault(what, say("What is older is corrected in the records (table history)"))]
    return []


def _bad_people(connection: Connection, one: StandIn, speech: Language) -> list[Fault]:
    say, known = speech.gettext, staffing.names_of_people(connection)
    unknown = say("person {person} is unknown")
    found = [
        Fault(unknown.format(person=shown(person)), nearest(person, known))
        for person in (one.leaver, one.comer)
        if person and person not in known
    ]
    if one.comer and one.comer == one.leaver:
        what = say("{name} cannot take over from themselves").format(name=known[one.comer])
        found.append(Fault(what, say("Choose somebody else.")))
    if len(one.reason) > _LONGEST_REASON:
        what = say("the reason is longer than {most} characters").format(most=_LONGEST_REASON)
        found.append(Fault(what, say("Say it in fewer words")))
    return found


def _with_leaver(
    connection: Connection, one: StandIn, shift: Shift, now: datetime, speech: Language
) -> StandIn:
    """The same with who leaves, when that is clear of itself; refused, where it is not so."""
    say = speech.gettext
    inputs = read_coverage_input(connection, shift.start, shift.end, now)
    parts = _parts(inputs, shift)
    names = staffing.names_of_people(connection)
    if any(part.person == one.comer and _touch(part, one) for part in parts):
        what = say("{name} is on this shift already at that time").format(name=names[one.comer])
        raise Refused([Fault(what, say("Choose somebody else, or other times"))])
    whole = sorted({part.person for part in parts if _holds(part, one)})
    if one.leaver in whole:
        return one
    if one.leaver:
        what = say("{name} does not have all of {part} of this shift").format(
            name=names[one.leaver], part=speech.stretch(one.start, one.end, ZONE)
        )
        raise Refused([Fault(what, _who_has(parts, names, speech))])
    if one.comer and seats_taken(parts, one.start, one.end)[1] < shift.required:
        return one
    post = inputs.posts[shift.post]
    missing = sorted(
        {
            part.person
            for part in parts
            if _holds(part, one)
            and (
                not is_served(inputs, part.person, post, one.start, one.end)
                or has_not_shown_up(inputs, post, part, one.start, one.end)
            )
        }
    )
    for clear in (whole, missing):
        if len(clear) == 1:
            return replace(one, leaver=clear[0])
    raise Refused([Fault(say("who leaves has to be named"), _who_has(parts, names, speech))])


def _holds(part: DutyPart, one: StandIn) -> bool:
    return part.start <= one.start and one.end <= part.end


def _touch(part: DutyPart, one: StandIn) -> bool:
    return part.start < one.end and one.start < part.end


def _who_has(parts: tuple[DutyPart, ...], names: dict[str, str], speech: Language) -> str:
    if not parts:
        return speech.gettext("Nobody is on this shift: name who comes")
    has = "; ".join(
        f"{names.get(part.person, part.person)}: {speech.stretch(part.start, part.end, ZONE)}"
        for part in parts
    )
    return speech.gettext("On this shift: {people}").format(people=has)


def _parts(inputs: CoverageInput, shift: Shift) -> tuple[DutyPart, ...]:
    """Who has which part of a shift on paper, by the rosters in force, take-overs and records."""
    found = inputs.published.get(shift.post, ())
    return next((one.pieces for one in found if one.shift.id == shift.id), ())


def keep_stand_in(connection: Connection, given: StandIn) -> StandIn:
    """Keep a take-over, with its entry in the trail; the transaction must have its turn."""
    kept = stand_ins.add_stand_in(connection, given)
    act = act_of("recorded", kept)
    trail.append(connection, [act], kept.recorded_by, kept.recorded_at)
    return kept


def act_of(what: str, one: StandIn) -> Act:
    """A take-over as the audit trail tells of it; why is nobody's business later."""
    facts = {
        "shift": one.shift,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "leaver": one.leaver,
        "comer": one.comer,
        "despite": bool(one.despite),
        "afterwards": one.is_afterwards,
    }
    return Act(f"{trail.STAND_IN}{what}", f"stand_in/{one.id}", None, facts)


def take_back(
    connection: Connection, number: int, who: str, now: datetime, speech: Language
) -> StandIn:
    """Withdraw a take-over that was recorded by mistake; the transaction must have its turn.

    Raises
    ------
    Refused
        There is none, or another one goes on from it.
    Conflict
        It was withdrawn before.
    """
    one = stand_ins.read_stand_in(connection, number)
    later = [
        other
        for other in stand_ins.stand_ins_between(connection, one.start, one.end, one.shift)
        if other.id > one.id and other.leaver == one.comer and other.leaver
    ]
    if later:
        say = speech.gettext
        what = say("take-over {number} goes on from this one").format(number=later[-1].id)
        raise Refused([Fault(what, say("Withdraw that one first"))])
    after = stand_ins.withdraw_stand_in(connection, one, who, now)
    trail.append(connection, [act_of("withdrawn", after)], who, now)
    return after
