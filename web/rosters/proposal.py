"""What a command would do, said before it is done: the panel that asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.errors import Refused
from scheduler.planning.grid_commands import FullShift, GridCommands
from scheduler.planning.proposals import propose
from scheduler.planning.quality import words_of
from web.rosters.changes import duties_text
from web.rosters.words import GridWords, RuleText

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from scheduler.planning.edits import Edit
    from scheduler.planning.proposals import PersonProspect
    from web.rosters.grid import Grid


@dataclass(frozen=True, slots=True)
class ProspectText:
    """What a proposal does to one person, in words.

    Parameters
    ----------
    gained, lost
        Duties, a line each.
    facts
        Hours in the period, and rest before and after.
    """

    name: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    now: tuple[RuleText, ...]
    later: tuple[RuleText, ...]
    resolved: tuple[RuleText, ...]
    made: tuple[str, ...]
    removed: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalOption:
    """Something that may be carried out, with what it does.

    Parameters
    ----------
    do, fields
        The command, as its form sends it.
    balance
        What it makes of the whole quality.
    """

    do: str
    fields: Mapping[str, str]
    label: str
    people: tuple[ProspectText, ...]
    opened: tuple[str, ...]
    filled: tuple[str, ...]
    balance: str


@dataclass(frozen=True, slots=True)
class ProposalPanel:
    """What is asked, the first option being the one that Enter carries out."""

    title: str
    lines: tuple[str, ...]
    options: tuple[ProposalOption, ...]


def take_over_proposal(grid: Grid, full: FullShift, day: date) -> ProposalPanel:
    """That somebody takes a shift over from one of its holders; or changes places with them.

    Parameters
    ----------
    day
        The day of the cell that was typed in.

    Raises
    ------
    Refused
        It cannot be taken over.
    """
    commands = GridCommands(grid.roster, grid.now, grid.speech)
    say, words = grid.speech.gettext, GridWords(grid.roster.problem, grid.speech)
    cell = {"person": full.person, "day": day.isoformat()}
    options = []
    for holder in full.holders:
        name = words.name(holder)
        edits = commands.take_over(full.person, full.shift, holder)
        fields = {**cell, "shift": full.shift, "holder": holder}
        label = say("Take over from {name}").format(name=name)
        options.append(option_of(grid, "take", fields, label, edits))
    shift = grid.roster.shift_by_id[full.shift]
    there = grid.day_of(shift.start)
    if there == day and commands.duties_on(full.person, day):
        for holder in full.holders:
            fields = {**cell, "other": holder, "other_day": day.isoformat()}
            label = say("Change places with {name}").format(name=words.name(holder))
            try:
                edits = commands.exchange((full.person, day), (holder, day))
                options.append(option_of(grid, "exchange", fields, label, edits))
            except Refused:  # the other may not do theirs
                continue
    names = ", ".join(words.name(holder) for holder in full.holders)
    return ProposalPanel(
        say("Take over from {name}?").format(name=names),
        (
            say("{name} gets {duty}").format(
                name=words.name(full.person), duty=duties_text(grid, [shift])[0]
            ),
        ),
        tuple(options),
    )


def option_of(
    grid: Grid, do: str, fields: Mapping[str, str], label: str, edits: Sequence[Edit]
) -> ProposalOption:
    """Something that may be carried out, judged.

    Raises
    ------
    Refused
        It makes no sense as things stand.
    """
    proposal = propose(grid.roster, edits, grid.now)
    words = GridWords(grid.roster.problem, grid.speech, grid.roster.judged.sentences)
    quality = words_of(grid.roster.problem, grid.speech)
    return ProposalOption(
        do,
        fields,
        label,
        tuple(prospect_text(grid, one) for one in proposal.people),
        words.cover(proposal.effect.opened),
        words.cover(proposal.effect.filled),
        quality.balance(proposal.effect.cost.quality or 0),
    )


def prospect_text(grid: Grid, one: PersonProspect) -> ProspectText:
    """What a proposal does to one person, in words."""
    problem, known = grid.roster.problem, grid.roster.shift_by_id
    words = GridWords(problem, grid.speech, grid.roster.judged.sentences)
    quality = words_of(problem, grid.speech)
    return ProspectText(
        words.name(one.person),
        duties_text(grid, [known[id] for id in one.effect.gained if id in known]),
        duties_text(grid, [known[id] for id in one.effect.lost if id in known]),
        words.violations(one.effect.now),
        words.violations(one.effect.later),
        words.violations(one.effect.resolved),
        tuple(quality.flaw(flaw, problem) for flaw in one.made),
        tuple(quality.flaw(flaw, problem) for flaw in one.removed),
        tuple(_facts(grid, one)),
    )


def _facts(grid: Grid, one: PersonProspect) -> list[str]:
    say, number, hours = grid.speech.gettext, grid.speech.number, one.hours
    found = []
    if hours.before != hours.after:
        found.append(
            say("Hours in this period: {before} → {after}, contract {contract}").format(
                before=number(hours.before / 60),
                after=number(hours.after / 60),
                contract=number(hours.contract / 60),
            )
        )
    if one.spacing is not None:
        before, after = one.spacing.since_last, one.spacing.until_next
        parts = ((say("{rest} before it"), before), (say("{rest} after it"), after))
        rests = [
            text.format(rest=grid.speech.quantity(days * _DAY, "min"))
            for text, days in parts
            if days is not None and 0 < days < _SHOWN
        ]
        if rests:
            found.append(say("Rest: {parts}").format(parts=", ".join(rests)))
    return found


_DAY = 24 * 60  #: minutes
_SHOWN = 4  #: a longer rest, in days, is no news
