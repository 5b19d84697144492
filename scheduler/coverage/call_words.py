"""Open calls in words, in the reader's language."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.exchange.language import Language
    from scheduler.coverage.call_chances import OpenCallChance
    from scheduler.coverage.chance import Chance, Share
    from scheduler.coverage.duty_instead import DutyInstead
    from scheduler.open_call import SideBySide


class Verdict(StrEnum):
    """How good something is."""

    GOOD = "good"
    HEAVY = "heavy"
    BAD = "bad"


def verdict(one: OpenCallChance, speech: Language) -> tuple[Verdict, str] | None:
    """Whether an open call does at a class of time; None: it is not watched."""
    say = speech.gettext
    if one.most is None:
        return None
    if one.chance is None:
        return Verdict.BAD, say("not known: not covered")
    if one.falls_short:
        return Verdict.BAD, say("falls short")
    return Verdict.GOOD, say("good enough")


def suffices(one: DutyInstead, speech: Language) -> tuple[Verdict, str]:
    """Whether a team can share a duty roster."""
    say = speech.gettext
    if one.people < one.least_by_law:
        return Verdict.BAD, say("too few for the law")
    if one.people < one.least_bearable:
        return Verdict.HEAVY, say("allowed, and heavy")
    return Verdict.GOOD, say("can be done")


def share_words(found: Share | None, speech: Language) -> str:
    """What was seen, of how much, with its interval."""
    return "-" if found is None else f"{found.count}/{found.of}: {between(found, speech)}"


def between(found: Share | Chance | None, speech: Language) -> str:
    """A share or chance with its interval, in per cent."""
    if found is None:
        return "-"
    value, low, high = (speech.number(100 * x, 1) for x in (found.value, found.low, found.high))
    return f"{value} % ({low} – {high})"


def remarks(found: SideBySide, speech: Language) -> list[str]:
    """How the chances are to be read."""
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
            "Between brackets: 95 % intervals. The chance assumes that people decide independently"
            " of each other; what counts is its pessimistic end, or worse if the calls themselves"
            " show it."
        )
    )
    return lines


def limits_words(found: SideBySide, speech: Language) -> list[str]:
    """What the law says of a duty roster, and of these people."""
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
                team=" + ".join(one.posts),
                nights=speech.number(one.nights or 0),
                weeks=limits.night_weeks,
                hours=speech.number(limits.average_hours),
            )
        )
    return lines
