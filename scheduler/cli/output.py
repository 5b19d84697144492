"""What commands print: JSON for programs, and lines, pages and tables for people.

`rich` is loaded when the first line of it is printed, not before.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import typer

from data.model.sentence import Sentence
from data.store import rosters
from data.tables.period import ZONE
from scheduler.records.contacts import ReachIssue, duties_to_come, reach_warnings, warning_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from rich.console import Console, RenderableType
    from rich.table import Table

    from data.i18n.language import Language
    from data.i18n.quality_words import QualityWords
    from data.model.problem import RosterProblem
    from data.model.result import RosterQuality, Violation
    from data.model.roster import DutyChange
    from data.model.shift import Shift
    from scheduler.cli.session import StoreSession
    from scheduler.records.contacts import ReachWarning


def print_json(value: object, speech: Language | None = None) -> None:
    """Print a value, or a list of them, as one JSON document; sentences in a language."""
    typer.echo(json.dumps(plain(value, speech), ensure_ascii=False, indent=1))


def plain(value: Any, speech: Language | None = None) -> Any:  # noqa: ANN401 - JSON
    """A value as JSON holds it: models as objects, dates and moments as ISO 8601, sets sorted."""
    if isinstance(value, Sentence):
        return speech.say(value) if speech else str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name), speech) for one in fields(value)}
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {key: plain(one, speech) for key, one in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(one, speech) for one in value)
    if isinstance(value, (list, tuple)):
        return [plain(one, speech) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def console(*, stderr: bool = False) -> Console:
    """The terminal, which colours nothing by itself."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, emoji=False)


def show(what: RenderableType, colour: str = "") -> None:
    """Print a line, which the terminal breaks where it must, or a table."""
    text = coloured(what, colour) if colour and isinstance(what, str) else what
    console().print(text, soft_wrap=isinstance(what, str))


def coloured(text: str, colour: str) -> str:
    """Text in a colour; it may hold markup."""
    return f"[{colour}]{text}[/]"


def escape(text: str) -> str:
    """Text that holds no markup."""
    from rich.markup import escape as escape_markup

    return escape_markup(text)


def table(
    headings: Iterable[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Iterable[str] = (),
    indent: int = 0,
) -> Table:
    """A table as wide as it needs to be; the columns under the headings in `right` hold numbers."""
    made, numbers = _grid(show_header=True, indent=indent), set(right)
    for heading in headings:
        made.add_column(heading, justify="right" if heading in numbers else "left")
    for row in rows:
        made.add_row(*row)
    return made


def page(lines: Mapping[str, str]) -> Table:
    """All of one thing: a line for each of its facts."""
    made = _grid(show_header=False)
    for name, value in lines.items():
        made.add_row(name, value)
    return made


def _grid(*, show_header: bool, indent: int = 0) -> Table:
    from rich.table import Table

    return Table(box=None, show_header=show_header, padding=(0, 2, 0, indent))


def age(at: datetime | None, now: datetime, speech: Language) -> str:
    """How long ago something was; of the future, as after a clock was set back: just now."""
    if at is None:
        return "–"
    seconds = max(0, int((now - at).total_seconds()))
    for size, name in ((86_400, speech.gettext("d")), (3600, speech.gettext("h")), (60, "min")):
        if seconds >= size:
            return speech.gettext("{age} ago").format(age=f"{seconds // size} {name}")
    return speech.gettext("{age} ago").format(age=f"{seconds} s")


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
            speech.days_or_stretch(one.start, one.end, problem.zone),
            speech.quantity(one.value, one.unit),
            speech.quantity(one.limit, one.unit),
            speech.sentences(one.note),
        )
        for one in violations
    ]
    return table(headings, rows)


def quality_table(quality: RosterQuality, words: QualityWords) -> Table:
    """A row for each measure, the dearest first, and what all of them make."""
    say = words.words.gettext
    numbers = say("How often"), say("Points")
    rows = [
        (
            words.part(one.part),
            "" if words.source(one) == words.part(one.part) else words.source(one),
            words.count(one),
            words.points(one.cost),
        )
        for one in quality.by_source
    ]
    rows.append((coloured(say("In all"), "bold"), "", "", words.points(quality.cost)))
    first = f"{say('Quality')}: {words.summary()}"
    return table((first, say("What"), *numbers), rows, right=numbers)


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
        found = reach_warnings(connection, at.now.astimezone(ZONE).date(), head.book, duties)
    show_unreached((one for one in found if one.kind is not ReachIssue.ON_CALL), speech)
