"""An open call beside a duty roster, on the screen."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from data.exchange.period import ZONE
from scheduler.cli.plain_values import plain
from scheduler.coverage.duty_instead import BEARABLE
from scheduler.coverage.pledged import UNPROVEN
from scheduler.coverage.words import class_word

if TYPE_CHECKING:
    from data.exchange.language import Language
    from scheduler.coverage.call_chances import OpenCallChance
    from scheduler.coverage.chance import Chance, Share
    from scheduler.coverage.duty_instead import DutyInstead
    from scheduler.open_call import SideBySide


def as_facts(found: SideBySide) -> Any:  # noqa: ANN401 - JSON
    """All of it for programs."""
    facts = asdict(found)
    for row, one in zip(facts["chances"], found.chances, strict=True):
        row.update(worst=one.worst, falls_short=one.falls_short)
    return plain(facts)


def show_side_by_side(found: SideBySide, speech: Language) -> None:
    """First how it is, then how it could be."""
    console = Console(highlight=False, emoji=False)
    say, post = speech.gettext, found.post
    console.print(f"[bold]{escape(post.name)}[/bold] ({escape(post.id)})")
    console.print()
    console.print(f"[bold]{say('Now: everybody is called, and nobody is obliged')}[/bold]")
    console.print(_chances(found, speech))
    for line in _remarks(found, speech):
        console.print(line, soft_wrap=True)
    if found.pledges:
        console.print(_pledges(found, speech))
    console.print()
    console.print(f"[bold]{say('Instead: weeks on call, and somebody is always obliged')}[/bold]")
    console.print(_duties(found, speech))
    for line in _limits(found, speech):
        console.print(line, soft_wrap=True)


def _chances(found: SideBySide, speech: Language) -> Table:
    say = speech.gettext
    table = _table(
        say("When"), say("Calls"), say("Of these nobody"), say("Each came"),
        say("Chance of nobody"), say("Counts as"), "",
    )  # fmt: skip
    for one in found.chances:
        calls = "0" if one.observed is None else str(one.observed.of)
        table.add_row(
            class_word(one.time_class, speech),
            calls,
            _share(one.observed, speech),
            _share(one.rate, speech),
            _between(one.chance, speech),
            speech.number(100 * one.worst, 1) + " %",
            _verdict(one, speech),
        )
    return table


def _verdict(one: OpenCallChance, speech: Language) -> str:
    say = speech.gettext
    if one.most is None:
        return ""
    if one.chance is None:
        return f"[red]{say('not known: not covered')}[/red]"
    word = say("falls short") if one.falls_short else say("good enough")
    return f"[{'red' if one.falls_short else 'green'}]{word}[/]"


def _share(found: Share | None, speech: Language) -> str:
    return "-" if found is None else f"{found.count}/{found.of}: {_between(found, speech)}"


def _between(found: Share | Chance | None, speech: Language) -> str:
    """A share or chance with its interval, in per cent."""
    if found is None:
        return "-"
    value, low, high = (speech.number(100 * x, 1) for x in (found.value, found.low, found.high))
    return f"{value} % ({low} – {high})"


def _remarks(found: SideBySide, speech: Language) -> list[str]:
    say, post = speech.gettext, found.post
    lines = [
        say("{people} people are called, {required} must come.").format(
            people=found.alone.people, required=post.required
        )
    ]
    if post.most_chance_nobody is None:
        lines.append(say("No threshold is set (most_chance_nobody of posts): it is not watched."))
    else:
        most = speech.number(100 * post.most_chance_nobody, 1)
        lines.append(say("Good enough is a chance of at most {most} %.").format(most=most))
    if any(one.chance is None for one in found.chances):
        lines.append(say("Write down who came and who did not: call_answers, exercises included."))
    lines.append(
        say(
            "Between brackets: 95 % intervals. The chance takes it that one decides apart from"
            " another; what counts is its pessimistic end, or worse if the calls themselves show"
            " it."
        )
    )
    return lines


def _pledges(found: SideBySide, speech: Language) -> Table:
    say, most = speech.gettext, found.post.most_chance_nobody
    kept = found.kept.low if found.kept else UNPROVEN
    heading = say("Pledged (kept at least {kept} %)").format(kept=speech.number(100 * kept))
    table = _table(heading, say("People"), say("Chance of nobody"), "")
    for one in found.pledges:
        is_enough = most is not None and one.chance <= most
        word = say("good enough") if is_enough else say("falls short")
        table.add_row(
            speech.stretch(one.start, one.end, ZONE),
            str(one.people),
            speech.number(100 * one.chance, 1) + " %",
            "" if most is None else f"[{'green' if is_enough else 'red'}]{word}[/]",
        )
    return table


def _duties(found: SideBySide, speech: Language) -> Table:
    say = speech.gettext
    table = _table(
        say("Team of"), say("People"), say("On call at once"), say("Needed by law"),
        say("At one week in {weeks}").format(weeks=BEARABLE), say("Weeks a year each"), "",
    )  # fmt: skip
    for one in (found.alone, *found.beside):
        weeks = "-" if one.weeks_a_year is None else speech.number(one.weeks_a_year, 1)
        table.add_row(
            escape(" + ".join(one.posts)),
            str(one.people),
            str(one.required),
            str(one.least_by_law),
            str(one.least_bearable),
            weeks,
            _suffices(one, speech),
        )
    return table


def _suffices(one: DutyInstead, speech: Language) -> str:
    say = speech.gettext
    if one.people < one.least_by_law:
        return f"[red]{say('too few for the law')}[/red]"
    if one.people < one.least_bearable:
        return f"[yellow]{say('allowed, and heavy')}[/yellow]"
    return f"[green]{say('can be done')}[/green]"


def _limits(found: SideBySide, speech: Language) -> list[str]:
    say, limits = speech.gettext, found.limits
    lines = [
        say(
            "The law allows {days} days on call in {window} (ATW 5:9(2)); leave, illness and night"
            " shifts ask for more people than that."
        ).format(days=limits.most_days, window=limits.window_days)
    ]
    if found.in_other_teams:
        lines.append(
            say(
                "{count} of these {people} people may be on call for other posts too; those weeks"
                " come on top."
            ).format(count=found.in_other_teams, people=found.alone.people)
        )
    limited = [one for one in (found.alone, *found.beside) if one.hours_are_limited]
    for one in limited:
        lines.append(
            say(
                "{team}: {nights} nights on call each in {weeks} weeks, so at most {hours} hours of"
                " work a week on average (ATW 5:9(5))."
            ).format(
                team=escape(" + ".join(one.posts)),
                nights=speech.number(one.nights or 0),
                weeks=limits.night_weeks,
                hours=speech.number(limits.average_hours),
            )
        )
    return lines


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="right" if heading else "left")
    return table
