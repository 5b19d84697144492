"""A relief roster in words: seats, what duties lean on, what stays open and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.language import N_
from data.model.deployment import LegalGround
from data.tables.period import ZONE
from scheduler.relief.seats import seat_name
from solver.rules.grounds import ground_rules

if TYPE_CHECKING:
    from datetime import date

    from data.i18n.language import Language
    from data.model.deployment import DeploymentSeat, KeptDuty, ReliefDuty
    from data.model.result import OpenShift
    from scheduler.relief.roster import MadeRelief

GROUND_WORDS = {
    LegalGround.NONE: N_("none: every rule holds"),
    LegalGround.EMERGENCY: N_("sudden, unforeseen situation"),
    LegalGround.DISASTER: N_("disaster or crisis"),
}


def ground_name(ground: LegalGround, day: date, speech: Language) -> str:
    """A ground with its article."""
    name = speech.gettext(GROUND_WORDS[ground])
    if ground is LegalGround.NONE:
        return name
    return f"{name} ({speech.article(ground_rules(ground, day).article)})"


def ground_limits(ground: LegalGround, day: date, speech: Language) -> str:
    """What stays under a ground, and what it asks in return."""
    row = ground_rules(ground, day)
    return row.limits_nl if speech.code == "nl" else row.limits_en


def leaning(duty: ReliefDuty | KeptDuty, speech: Language) -> str:
    """The rules that a duty sets aside, each with its article and figures; empty: none."""
    parts = [
        f"{one.rule} ({speech.article(one.article)}): "
        + speech.found(one.value, one.limit, one.unit)
        for one in duty.set_aside
    ]
    return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A seat in one shift.

    Parameters
    ----------
    when
        On the local clock.
    people
        Names with what their duty leans on, and the rest that it takes.
    missing
        How many people it lacks.
    """

    seat: str
    when: str
    people: tuple[tuple[str, str, str], ...]
    missing: int


def roster_lines(made: MadeRelief, speech: Language) -> list[RosterLine]:
    """A line for each relief shift of a seat whose function somebody holds, by start."""
    missing = {one.shift: one.missing for one in made.roster.open_shifts}
    held: dict[str, list[ReliefDuty]] = {}
    for duty in made.roster.duties:
        held.setdefault(duty.shift, []).append(duty)
    unknown = {seat.code for seat in unknown_seats(made)}
    order = {seat.code: number for number, seat in enumerate(made.request.seats)}
    shifts = sorted(made.shifts.values(), key=lambda one: (one.start, order[one.seat]))
    posts, people = made.problem.post_by_id, made.problem.person_by_id
    return [
        RosterLine(
            seat_name(shift.seat, posts, speech),
            speech.stretch(shift.start, shift.end, ZONE),
            tuple(
                (people[one.person].name, _how(one, speech), rest_words(one.rest_owed, speech))
                for one in held.get(shift.id, ())
            ),
            missing.get(shift.id, 0),
        )
        for shift in shifts
        if shift.seat not in unknown
    ]


def _how(duty: ReliefDuty, speech: Language) -> str:
    if duty.is_call:
        return speech.gettext("is on call: work on a call")
    return leaning(duty, speech)


def rest_words(minutes: int, speech: Language) -> str:
    """Rest that is owed, in hours; empty: none."""
    return speech.quantity(minutes, "min") if minutes else ""


def unknown_seats(made: MadeRelief) -> list[DeploymentSeat]:
    """The seats of whose function the records know nobody."""
    return [seat for seat in made.request.seats if not made.has_holders(seat.function)]


def open_lines(made: MadeRelief, speech: Language) -> list[tuple[OpenShift, str, str]]:
    """What stays open, with its seat and time; not the seats of whose function nobody is known."""
    unknown = {seat.code for seat in unknown_seats(made)}
    posts = made.problem.post_by_id
    return [
        (one, seat_name(shift.seat, posts, speech), speech.stretch(one.start, one.end, ZONE))
        for one in made.roster.open_shifts
        for shift in [made.shifts[one.shift]]
        if shift.seat not in unknown
    ]
