"""Scenarios side by side in words: one row a figure, the same on screen, on paper and in Excel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from data.i18n.language import Language
    from data.model.scenario import Scenario
    from data.model.scenario_figures import FoundRoster, PersonSpread, ScenarioFigures, TeamMinimum


#: What each kind of change is called.
KIND_WORDS = {
    "merge": N_("Merge posts into one"),
    "split": N_("Split a post by region"),
    "pattern": N_("Change the pattern of a post"),
    "on_call": N_("Turn an open call into on-call"),
    "share": N_("Let posts share their people"),
    "add": N_("Add people"),
    "remove": N_("Take people away"),
    "absence": N_("Count with absence"),
}


def kind_word(kind: str, speech: Language) -> str:
    """What a kind of change is called."""
    return speech.gettext(KIND_WORDS[kind])


@dataclass(frozen=True, slots=True)
class ScenarioCell:
    """One figure of one scenario.

    Parameters
    ----------
    text
        The figure.
    note
        What stands beside it: by which article, or how far it is proven.
    value
        By which scenarios are compared, less is better; None: it is not known.
    """

    text: str
    note: str = ""
    value: float | None = None


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """One figure of all scenarios.

    Parameters
    ----------
    label
        What it is called.
    meaning
        What it says, in a sentence.
    """

    label: str
    meaning: str
    cells: tuple[ScenarioCell, ...]

    @property
    def best(self) -> frozenset[int]:
        """Which scenarios have the least of it; none where all have the same or one is unknown."""
        values = [cell.value for cell in self.cells]
        known = [round(one, 6) for one in values if one is not None]
        if len(known) < len(values) or len(set(known)) < 2:
            return frozenset()
        least = min(known)
        return frozenset(at for at, one in enumerate(known) if one == least)


def comparison_rows(compared: Sequence[ScenarioFigures], speech: Language) -> list[ScenarioRow]:
    """The figures of scenarios beside each other, those first that need no search."""
    say = speech.gettext
    hours = sorted({one.productive_hours for one in compared})
    rows = [
        ScenarioRow(
            say("People by law, at least"),
            say("How many the law needs at least to keep all posts filled, and by which article."),
            tuple(ScenarioCell(str(one.people), one.article, one.people) for one in compared),
        ),
        ScenarioRow(
            say("Full-time jobs (FTE)"),
            say("Hours at work in the year, at {hours} productive hours for one job.").format(
                hours=" / ".join(speech.number(one) for one in hours)
            ),
            tuple(ScenarioCell(speech.number(one.fte, 2), "", one.fte) for one in compared),
        ),
    ]
    if any(one.euros is not None for one in compared):
        rows.append(
            ScenarioRow(
                say("Euros a year"),
                say("The hours of a year at the price an hour that was given."),
                tuple(
                    ScenarioCell(
                        "–" if one.euros is None else speech.number(one.euros), "", one.euros
                    )
                    for one in compared
                ),
            )
        )
    for weeks in sorted({found.weeks for one in compared for found in one.rosters}):
        rows += _roster_rows([_of_weeks(one, weeks) for one in compared], weeks, speech)
    return rows


def _of_weeks(figures: ScenarioFigures, weeks: int) -> FoundRoster | None:
    return next((one for one in figures.rosters if one.weeks == weeks), None)


def _roster_rows(
    found: Sequence[FoundRoster | None], weeks: int, speech: Language
) -> Iterator[ScenarioRow]:
    say = speech.gettext

    def named(label: str) -> str:
        return say("{figure}, {weeks} weeks").format(figure=label, weeks=weeks)

    yield ScenarioRow(
        named(say("Places left open")),
        say(
            "Of the best roster found with the people, contracts and absences of today; a place "
            "is one person on one shift."
        ),
        tuple(ScenarioCell("–") if one is None else _open(one, speech) for one in found),
    )
    is_alike = len({one.open_found / max(1, one.places) for one in found if one}) < 2
    spreads: list[tuple[str, Callable[[FoundRoster], PersonSpread | None], int]] = [
        (say("Nights a person"), lambda one: one.nights, 0),
        (say("Weekends a person"), lambda one: one.weekends, 0),
        (say("Weeks on call a person"), lambda one: one.on_call_weeks, 1),
    ]
    for label, of, decimals in spreads:
        known = [of(one) if one else None for one in found]
        yield ScenarioRow(
            named(label),
            say("Fewest, middle and most, over everybody who may be planned.")
            if any(known)
            else say("None of the posts that are counted has any."),
            tuple(_spread(one, decimals, speech, is_compared=is_alike) for one in known),
        )
    yield ScenarioRow(
        named(say("Health score")),
        say("What unhealthy patterns cost, in points a person in four weeks; 0 is best."),
        tuple(
            ScenarioCell("–")
            if one is None or one.health is None
            else ScenarioCell(
                speech.number(one.health, 1), "", round(one.health, 1) if is_alike else None
            )
            for one in found
        ),
    )


def _open(found: FoundRoster, speech: Language) -> ScenarioCell:
    """What stays open, and how much of it whatever one does."""
    say = speech.gettext
    if found.is_proven:
        note = say("proven: no roster leaves fewer open")
    elif found.open_proven:
        note = say("proven: at least {count}").format(count=found.open_proven)
    else:
        note = say("not proven: fewer may be possible")
    text = say("{open} of {places}").format(
        open=speech.number(found.open_found), places=speech.number(found.places)
    )
    return ScenarioCell(text, note, found.open_found)


def _spread(
    spread: PersonSpread | None, decimals: int, speech: Language, *, is_compared: bool
) -> ScenarioCell:
    """A spread; it is compared only where as much is filled: empty seats burden nobody."""
    if spread is None:
        return ScenarioCell("–")
    numbers = (spread.least, spread.median, spread.most)
    text = " / ".join(speech.number(one, decimals) for one in numbers)
    return ScenarioCell(text, "", spread.most if is_compared else None)


def team_line(team: TeamMinimum, names: Mapping[str, str], speech: Language) -> str:
    """What one team needs in one stretch, in a sentence."""
    say = speech.gettext
    posts = " + ".join(names.get(one, one) for one in team.posts)
    days = f"{speech.short_date(team.first)} – {speech.short_date(team.last)}"
    if team.on_call:
        text = say(
            "{posts}, {days}: {people} people by law ({article}), {on_call} on call at once; "
            "{holders} may do it"
        )
    else:
        text = say(
            "{posts}, {days}: {people} people by law ({article}), {fte} FTE; {holders} may do it"
        )
    return text.format(
        posts=posts,
        days=days,
        people=team.people,
        article=team.article,
        fte=speech.number(team.fte, 2),
        on_call=speech.number(team.on_call),
        holders=team.holders,
    )


def change_lines(
    scenario: Scenario, first: date, names: Mapping[str, str], speech: Language
) -> list[str]:
    """What a scenario changes, a sentence each; without changes that it changes nothing."""
    lines = [speech.say(one.sentence(first, names)) for one in scenario.changes]
    return lines or [speech.gettext("as it is today")]
