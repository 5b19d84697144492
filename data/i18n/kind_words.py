"""Kinds of things in words: the same on a page, in a workbook and in a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.i18n.language import N_
from data.model.duty import AbsenceKind
from data.model.tally import Measure

if TYPE_CHECKING:
    from data.i18n.language import Language

#: Columns of the records and other facts, as a reader knows them. What is not here stands as it is.
FIELD_WORDS = {
    "absences": N_("absences"),
    "emptied": N_("emptied"),
    "tables": N_("tables"),
    "accepted": N_("accepted"),
    "accepted_by_nobody": N_("accepted by nobody"),
    "accepts": N_("accepts"),
    "address": N_("address"),
    "also": N_("also changed"),
    "amount": N_("amount"),
    "assignments": N_("duties"),
    "authority": N_("on whose authority"),
    "based_on": N_("based on"),
    "calendars_at": N_("calendars changed since"),
    "calendars_from": N_("calendars count on from"),
    "restored_entries": N_("entries of the backup"),
    "restored_hash": N_("hash of its last entry"),
    "base_roster": N_("base roster"),
    "basis": N_("basis"),
    "break_minutes": N_("minutes of break"),
    "by": N_("by"),
    "by_solver": N_("by the solver"),
    "called_at": N_("called at"),
    "came": N_("came"),
    "changes": N_("changes"),
    "channel": N_("channel"),
    "chosen": N_("chosen"),
    "conflicts": N_("choices"),
    "consent": N_("consent"),
    "date": N_("date"),
    "days": N_("days"),
    "decided_by": N_("decided by"),
    "declared_by": N_("declared by"),
    "discipline": N_("discipline"),
    "document": N_("document"),
    "double": N_("as a trainee"),
    "draft": N_("draft"),
    "duties": N_("duties, as a hash"),
    "edition": N_("edition"),
    "employer": N_("employer"),
    "enabled": N_("on"),
    "end": N_("end"),
    "entries": N_("entries"),
    "escalate_minutes": N_("minutes to the next level"),
    "file": N_("file"),
    "first": N_("first entry"),
    "from": N_("from"),
    "function": N_("function"),
    "functions": N_("functions"),
    "given": N_("given away"),
    "giver": N_("who gives"),
    "gained": N_("gained"),
    "handover_minutes": N_("minutes of handover"),
    "hours": N_("hours"),
    "hours_before": N_("hours before"),
    "hours_per_week": N_("hours a week"),
    "id": N_("code"),
    "in_force": N_("in force"),
    "kept": N_("changes kept"),
    "key": N_("which"),
    "kind": N_("kind"),
    "language": N_("language"),
    "left_out": N_("left out"),
    "level": N_("level"),
    "lock_version": N_("state of the draft"),
    "lost": N_("lost"),
    "max_shifts_per_month": N_("most shifts a month"),
    "measure": N_("measure"),
    "minutes": N_("minutes"),
    "message": N_("message"),
    "months": N_("months"),
    "most_chance_nobody": N_("largest chance of nobody"),
    "name": N_("name"),
    "of": N_("whose or what"),
    "offer": N_("offer"),
    "parameter": N_("parameter"),
    "pinned": N_("pinned"),
    "pattern": N_("pattern"),
    "people": N_("people"),
    "period": N_("period"),
    "person": N_("person"),
    "post": N_("post"),
    "priority": N_("priority"),
    "problem": N_("problem, as a hash"),
    "pseudonym": N_("pseudonym"),
    "reason": N_("reason"),
    "redoes": N_("makes again"),
    "regions": N_("regions"),
    "repeat_hours": N_("again after so many hours"),
    "replaces": N_("replaces"),
    "request": N_("offer or swap"),
    "required": N_("people needed"),
    "requirement": N_("requirement"),
    "proof": N_("signed in with"),
    "returned": N_("taken in return"),
    "roles": N_("roles"),
    "roster": N_("roster"),
    "rule": N_("rule"),
    "school_region": N_("school region"),
    "scope": N_("calendar of"),
    "scopes": N_("what it opens"),
    "sent": N_("sent"),
    "sessions": N_("browsers"),
    "severity": N_("severity"),
    "shift": N_("shift"),
    "start": N_("start"),
    "start_norm_minutes": N_("start norm in minutes"),
    "status": N_("state"),
    "subject": N_("subject"),
    "taker": N_("who takes"),
    "times": N_("times"),
    "undoes": N_("takes back"),
    "until": N_("until"),
    "value": N_("value"),
    "week": N_("week of the cycle"),
    "mo": N_("Monday"),
    "tu": N_("Tuesday"),
    "we": N_("Wednesday"),
    "th": N_("Thursday"),
    "fr": N_("Friday"),
    "sa": N_("Saturday"),
    "su": N_("Sunday"),
    "version": N_("version"),
    "waits": N_("waits in quiet hours"),
    "warning_days": N_("days of warning"),
    "weekday": N_("weekday"),
    "weekdays": N_("weekdays"),
    "weight": N_("weight"),
    "what": N_("what"),
    "work_minutes": N_("minutes of work"),
}


def absence_word(kind: AbsenceKind, speech: Language) -> str:
    """Why somebody is away, in small letters."""
    say = speech.gettext
    return {
        AbsenceKind.LEAVE: say("leave"),
        AbsenceKind.ILLNESS: say("sick"),
        AbsenceKind.COURSE: say("course"),
        AbsenceKind.ABSENT: say("absent"),
    }[kind]


def measure_word(measure: Measure, speech: Language) -> str:
    """What is shared out fairly, in small letters."""
    say = speech.gettext
    return {
        Measure.NIGHTS: say("nights"),
        Measure.WEEKENDS: say("weekends"),
        Measure.HOLIDAYS: say("public holidays"),
        Measure.ON_CALL: say("on-call weeks"),
        Measure.HOURS: say("desk hours"),
    }[measure]


def measure_title(measure: Measure, speech: Language) -> str:
    """The same at the head of a column."""
    word = measure_word(measure, speech)
    return word[:1].upper() + word[1:]
