"""What a command would do, said before it is done: the panel that asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.model.errors import Refused
from scheduler.planning.grid_commands import GridCommands
from scheduler.planning.proposals import propose
from scheduler.planning.quality import words_of
from scheduler.planning.takers import TakerVerdict
from web.rosters.changes import duties_text
from web.rosters.words import GridWords, RuleText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.planning.edits import Edit
    from scheduler.planning.proposals import PersonProspect
    from scheduler.planning.takers import Taker, Takers
    from scheduler.solve_jobs.draft_repair import DraftRepair
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


def take_over_proposal(
    grid: Grid, cell: tuple[str, date], shift: str, holders: Sequence[str]
) -> ProposalPanel:
    """That somebody takes a shift over from one of its holders; or changes places with them.

    Parameters
    ----------
    cell
        Who is to get it, and the day of their cell.
    holders
        Ids of who has it.

    Raises
    ------
    Refused
        It cannot be taken over.
    """
    commands, (person, day) = GridCommands(grid.roster, grid.now, grid.speech), cell
    say, words = grid.speech.gettext, GridWords(grid.roster.problem, grid.speech)
    place = {"person": person, "day": day.isoformat()}
    options = []
    for holder in holders:
        edits = commands.take_over(person, shift, holder)
        fields = {**place, "shift": shift, "holder": holder}
        label = say("Take over from {name}").format(name=words.name(holder))
        options.append(option_of(grid, "take", fields, label, edits))
    known = grid.roster.shift_by_id[shift]
    if grid.day_of(known.start) == day and commands.duties_on(person, day):
        for holder in holders:
            fields = {**place, "other": holder, "other_day": day.isoformat()}
            label = say("Change places with {name}").format(name=words.name(holder))
            with suppress(Refused):  # the other may not do theirs
                edits = commands.exchange(cell, (holder, day))
                options.append(option_of(grid, "exchange", fields, label, edits))
    names = ", ".join(words.name(holder) for holder in holders)
    duty = duties_text(grid, [known])[0]
    gets = say("{name} gets {duty}").format(name=words.name(person), duty=duty)
    return ProposalPanel(say("Take over from {name}?").format(name=names), (gets,), tuple(options))


def proposal_of(
    grid: Grid, do: str, fields: Mapping[str, str], edits: Sequence[Edit]
) -> ProposalPanel:
    """That a command is carried out which takes duties from others.

    Raises
    ------
    Refused
        It makes no sense as things stand.
    """
    say, words = grid.speech.gettext, GridWords(grid.roster.problem, grid.speech)
    option = option_of(grid, do, fields, say("Carry out"), edits)
    named = {edit.person for edit in edits}
    inside = set(json.loads(fields["people"])) if "people" in fields else named
    others = [words.name(one) for one in sorted(named - inside)]
    lines = [grid.speech.ngettext("{count} change.", "{count} changes.", len(edits))]
    if others:
        text = say("It takes duties from {names}.")
        lines.append(text.format(names=", ".join(others)))
    return ProposalPanel(say("Carry this out?"), tuple(lines), (option,))


def repair_proposal(grid: Grid, repair: DraftRepair, shift: str) -> ProposalPanel:
    """The changes that repair something, or that there are none."""
    say = grid.speech.gettext
    known = grid.roster.shift_by_id[shift]
    lines = [duties_text(grid, [known])[0]]
    if not repair.edits:
        lines.append(
            say("Nothing better was found with duties of a week before and after it moving.")
        )
        lines.append(say("This is proven.") if repair.is_proven else say("This is not proven."))
        return ProposalPanel(say("No repair"), tuple(lines), ())
    if repair.is_proven:
        lines.append(say("Fewer changes do not do it, with a week before and after it moving."))
    words = [word for one in repair.edits for word in (one.kind.value, one.person, one.shift)]
    fields = {
        "person": repair.edits[-1].person,
        "day": grid.day_of(known.start).isoformat(),
        "moves": json.dumps(words),
    }
    option = option_of(grid, "moves", fields, say("Carry out"), repair.edits)
    return ProposalPanel(say("Repair with the fewest changes?"), tuple(lines), (option,))


@dataclass(frozen=True, slots=True)
class TakerText:
    """Somebody who could take a duty, in words.

    Parameters
    ----------
    why
        The first thing that it breaks or spoils, or why it is impossible; empty: nothing.
    facts
        What falls open with it.
    """

    person: str
    name: str
    verdict: TakerVerdict
    why: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakersPanel:
    """Everybody who could take a duty.

    Parameters
    ----------
    giver
        Id of who has it; empty: nobody does.
    loses
        What giving it away breaks for them.
    """

    shift: str
    duty: str
    day: date
    giver: str
    giver_name: str
    loses: tuple[RuleText, ...]
    people: tuple[TakerText, ...]

    def of(self, verdict: str) -> tuple[TakerText, ...]:
        """Those of one verdict."""
        return tuple(one for one in self.people if one.verdict == verdict)


def takers_panel(grid: Grid, takers: Takers, shift: str, giver: str) -> TakersPanel:
    """Who could take a duty, in words."""
    known, problem = grid.roster.shift_by_id, grid.roster.problem
    words = GridWords(problem, grid.speech, grid.roster.judged.sentences)
    lost = (*takers.giver.now, *takers.giver.later) if takers.giver else ()
    return TakersPanel(
        shift,
        duties_text(grid, [known[shift]])[0],
        grid.day_of(known[shift].start),
        giver,
        words.name(giver) if giver else "",
        words.violations(lost),
        tuple(
            TakerText(
                one.person,
                words.name(one.person),
                one.verdict,
                _why(grid, words, one),
                duties_text(grid, [known[id] for id in one.gives_up if id in known]),
            )
            for one in takers.people
        ),
    )


def _why(grid: Grid, words: GridWords, one: Taker) -> str:
    if one.why_not:
        return one.why_not[0].what
    if one.broken:
        return words.violation(one.broken[0]).asked
    quality = words_of(grid.roster.problem, grid.speech)
    return quality.flaw(one.made[0], grid.roster.problem) if one.made else ""


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
