"""What a roster breaks, what it changes for whom, and whom nothing would reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store import rosters
from data.tables.period import ZONE
from scheduler.cli.output import console, show, table
from scheduler.records.contacts import ReachIssue, duties_to_come, reach_warnings, warning_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.table import Table

    from data.i18n.language import Language
    from data.model.problem import RosterProblem
    from data.model.result import Violation
    from data.model.roster import DutyChange
    from data.model.shift import Shift
    from scheduler.cli.session import StoreSession
    from scheduler.records.contacts import ReachWarning

_MOST_NAMES = 12


def violation_table(
    violations: Sequence[Violation], problem: RosterProblem, speech: Language
) -> Table:
    """A row for each violation: rule, article, who, when, how much."""
    say = speech.gettext
    headings = (
        say("Rule"),
        say("Article"),
        say("Who"),
        say("Window"),
        say("Found"),
        say("Limit"),
        say("Note"),
    )
    rows = [
        (
            one.rule,
            one.article,
            problem.person_by_id[one.person].name,
            speech.stretch(one.start, one.end, problem.zone),
            speech.quantity(one.value, one.unit),
            speech.quantity(one.limit, one.unit),
            say(one.note) if one.note else "",
        )
        for one in violations
    ]
    return table(headings, rows)


def change_table(
    changes: Sequence[DutyChange], shifts: Mapping[str, Shift], speech: Language
) -> Table:
    """A row for each person: what they lose, what they get."""
    say = speech.gettext

    def named(ids: Iterable[str]) -> str:
        return "\n".join(f"{one} ({shifts[one].name})" if one in shifts else one for one in ids)

    rows = [(one.person, named(one.lost), named(one.gained)) for one in changes]
    headings = say("Who"), say("No longer"), say("New")
    return table(headings, rows or [("–", "", "")], indent=2)


def show_unreached(found: Iterable[ReachWarning], speech: Language) -> None:
    """Print each shortcoming with those whom it is about."""
    for warning in found:
        what, remedy = warning_words(warning, speech)
        show(f"[yellow]•[/yellow] {what} {remedy}")
        names = list(warning.who.values())
        more = len(names) - _MOST_NAMES
        rest = " " + speech.gettext("… and {count} more").format(count=more) if more > 0 else ""
        line = f"  {', '.join(names[:_MOST_NAMES])}{rest}"
        console().print(line, soft_wrap=True, markup=False)


def show_unreached_of(at: StoreSession, roster: int, speech: Language) -> None:
    """Print who of a draft is notified of nothing, and the posts about which nobody is.

    People on call whom nothing reaches are not among them: the signature itself asks about these.
    """
    with at.store.reading() as connection:
        head = rosters.read_head(connection, roster)
        shifts = rosters.read_shifts(connection, head.shift_set)
        duties = duties_to_come(rosters.read_assignments(connection, roster), shifts, at.now)
        found = reach_warnings(connection, at.now.astimezone(ZONE).date(), duties)
    show_unreached((one for one in found if one.kind is not ReachIssue.ON_CALL), speech)
