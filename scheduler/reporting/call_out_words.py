"""The report of call-outs in words: norms, who set them, shares, and how minutes are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.reporting.call_outs import NormKind

if TYPE_CHECKING:
    from data.i18n.language import Language
    from scheduler.call_outs.queries import ControlRoom
    from scheduler.reporting.call_outs import Norm, NormCount


def norm_words(norm: Norm, speech: Language) -> str:
    """What a norm asks, as ``start of the task within 30 min``."""
    say = speech.gettext
    texts = {
        NormKind.ALERTING: say("alerting begun within {minutes} min"),
        NormKind.DESCRIPTION: say("first picture within {minutes} min"),
        NormKind.START: say("start of the task within {minutes} min"),
    }
    return texts[norm.kind].format(minutes=norm.minutes)


def source_words(norm: Norm, speech: Language) -> str:
    """Who set a norm: the article with its version, or the region."""
    if not norm.article:
        return speech.gettext("norm of the region")
    return speech.gettext("Bvr {article}, text of 1-1-2026").format(article=norm.article)


def desk_words(desk: ControlRoom, speech: Language) -> str:
    """Whether somebody was validly in charge of the control room, in a few words."""
    if desk.is_valid is None:
        return speech.gettext("no roster tells")
    return speech.gettext("yes") if desk.is_valid else speech.gettext("nobody validly")


def share_words(found: NormCount, speech: Language) -> str:
    """How often a norm was met, as ``3/4 (75 %)``; a dash: nothing was timed."""
    if not found.of:
        return "–"
    return f"{found.met}/{found.of} ({speech.number(100 * found.met / found.of)} %)"


def notes(speech: Language) -> tuple[str, ...]:
    """How the minutes are counted."""
    say = speech.gettext
    return (
        say(
            "Minutes count from the moment at which the criteria were met; where that is not"
            " written down, from the alert. A post of which everybody was called later counts from"
            " its first call, and a policy team from when the mayor convened it."
        ),
        say(
            "Whether somebody was validly in charge of the control room is filled in from"
            " coverage. Who never came is too late; what was not timed is not counted."
        ),
        say("Exercises are counted apart."),
    )
