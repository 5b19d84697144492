"""What a comparison of scenarios answers: what each takes, and what stays open of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.i18n.language import Language
    from data.model.scenario_figures import FoundRoster, ScenarioFigures

ALIKE = 0.005  #: FTE: what differs less reads the same


def comparison_answer(compared: Sequence[ScenarioFigures], speech: Language) -> list[str]:
    """The answer of scenarios beside each other: what they take, and what stays open of them.

    Returns
    -------
    list[str]
        A sentence or two.
    """
    return [_what_they_take(compared, speech), *_what_stays_open(compared, speech)]


def _what_they_take(compared: Sequence[ScenarioFigures], speech: Language) -> str:
    """Which takes the least work, and how much more the others take."""
    say, least = speech.gettext, min(compared, key=lambda one: one.fte)
    others = [one for one in compared if one.fte - least.fte >= ALIKE]
    taken = _amount(least.fte, least.euros, speech)
    if not others:
        names = ", ".join(one.name for one in compared)
        people = {one.people for one in compared}
        return say("{names}: {amount}, with at least {people} people by law.").format(
            names=names,
            amount=taken,
            people=" / ".join(str(one) for one in sorted(people)),
        )
    more = "; ".join(
        say("{name} takes {amount} more").format(
            name=one.name,
            amount=_more(one, least, speech),
        )
        for one in others
    )
    text = say("{name} takes the least: {amount}, with at least {people} people by law; {more}.")
    return text.format(name=least.name, amount=taken, people=least.people, more=more)


def _more(one: ScenarioFigures, least: ScenarioFigures, speech: Language) -> str:
    """The difference of the figures as they are shown, so that they add up for who reads them."""
    fte = round(one.fte, 2) - round(least.fte, 2)
    if one.euros is None or least.euros is None:
        return _amount(fte, None, speech)
    return _amount(fte, round(one.euros) - round(least.euros), speech)


def _amount(fte: float, euros: float | None, speech: Language) -> str:
    """Jobs, and euros where there is a price."""
    jobs = speech.number(fte, 2)
    if euros is None:
        return speech.gettext("{fte} FTE").format(fte=jobs)
    text = speech.gettext("{fte} FTE and {euros} euros a year")
    return text.format(fte=jobs, euros=speech.number(euros))


def _what_stays_open(compared: Sequence[ScenarioFigures], speech: Language) -> list[str]:
    """What stays open with the people of today, over the longest time that was searched."""
    longest = [max(one.rosters, key=lambda found: found.weeks, default=None) for one in compared]
    rosters = [found for found in longest if found is not None]
    if not rosters:
        return []
    parts = "; ".join(
        f"{one.name} {_left(found, speech)}"
        for one, found in zip(compared, longest, strict=True)
        if found is not None
    )
    weeks = max(found.weeks for found in rosters)
    text = speech.gettext("With the people of today, of all places in {weeks} weeks: {parts}.")
    return [text.format(weeks=weeks, parts=parts)]


def _left(found: FoundRoster, speech: Language) -> str:
    say = speech.gettext
    if not found.open_found:
        return say("is filled wholly")
    values = {
        "open": speech.number(found.open_found),
        "places": speech.number(found.places),
        "least": speech.number(found.open_proven),
    }
    if found.is_proven:
        return say("leaves {open} of {places} open, and fewer is impossible").format(**values)
    if found.open_proven:
        text = say("leaves {open} of {places} open, of which at least {least} whatever one does")
        return text.format(**values)
    return say("leaves {open} of {places} open, and whether fewer is possible is not known").format(
        **values
    )
