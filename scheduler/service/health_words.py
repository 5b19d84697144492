"""The health status in words, Dutch and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.notifications.mute_levels import SuppressionReason
from scheduler.service.health import HealthIssue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from data.i18n.language import Language
    from scheduler.notifications.mute_levels import MuteLevel, UnheardPosts
    from scheduler.service.health import HealthReason


def health_sentences(
    reasons: Sequence[HealthReason], speech: Language, zone: ZoneInfo
) -> list[str]:
    """Each reason in a sentence, with what to do."""
    return [_sentence(reason, speech, zone) for reason in reasons]


def task_name(name: str, speech: Language) -> str:
    """What a task is called on a screen; one that is unknown, by its code."""
    say = speech.gettext
    names = {
        "sweep": say("check of coverage"),
        "functionaries": say("notices to functionaries"),
        "feeds": say("export of calendars"),
        "absence_feeds": say("reading of calendars with absences"),
        "accounts": say("accounts to the board"),
        "pools": say("look ahead at pools"),
        "reviews": say("reviews that are due"),
        "losses": say("loss of one person"),
        "outbox": say("check of the outbox"),
        "self_check": say("check of the audit trail"),
        "retention": say("tidying up"),
        "uploads": say("tidying up of uploads"),
        "heartbeat": say("heartbeat"),
        "recovery": say("actions after deployments"),
    }
    return names.get(name, name)


def moment(at: datetime | None, speech: Language, zone: ZoneInfo) -> str:
    """A moment on the local clock; never."""
    return speech.moment(at, zone) if at else speech.gettext("never")


def _sentence(reason: HealthReason, speech: Language, zone: ZoneInfo) -> str:
    say = speech.gettext
    if reason.mute:
        return _mute(reason.mute, speech)
    if reason.unheard:
        return unheard_sentence(reason.unheard, speech)
    if reason.count:
        return _counted(reason, speech)
    texts = {
        HealthIssue.NO_SCHEDULER: say(
            "No process runs the periodic tasks (last run: {since}). Start one: caco worker"
        ),
        HealthIssue.UNNOTIFIED: say(
            "Gaps are to be reported, of these regions or of others, and nobody can be reached."
        ),
        HealthIssue.NO_POSTS: say("The records hold no posts: nothing is watched."),
        HealthIssue.NEVER: say("{task}: never done yet."),
        HealthIssue.LATE: say("{task}: not done since {since}."),
        HealthIssue.FAILING: say("{task}: the last try failed (last done: {since}): {why}"),
        HealthIssue.STUCK: say(
            "{task}: under way since {since}, and nothing else runs meanwhile. "
            "Start the worker again."
        ),
    }
    return texts[reason.issue].format(
        task=task_name(reason.task, speech),
        since=moment(reason.since, speech, zone),
        why=reason.why,
    )


def _mute(found: MuteLevel, speech: Language) -> str:
    say = speech.gettext
    why = {
        SuppressionReason.NOBODY: say("nobody has it now"),
        SuppressionReason.NO_ADDRESS: say("who has it now has no address"),
        SuppressionReason.NO_CHANNEL: say("their channels are not set up"),
    }[found.why]
    text = say(
        "Level {level} of the duty managers cannot be reached: {why}. "
        "Steps: {steps}. Posts: {posts}. See Alerts, Steps and duty managers."
    )
    steps, posts = ", ".join(found.steps), ", ".join(found.posts)
    return text.format(level=found.level, why=why, steps=steps, posts=posts)


def unheard_sentence(found: UnheardPosts, speech: Language) -> str:
    """That gaps of a book, or of posts of none, reach nobody."""
    say = speech.gettext
    text = say(
        "Gaps of the book {book} reach nobody: no duty manager is for them, or can be reached now."
        " Posts: {posts}."
    )
    if not found.book:
        text = say(
            "Gaps of some posts reach nobody: no duty manager is for them, or can be reached now."
            " Posts: {posts}."
        )
    return text.format(book=found.book, posts=", ".join(found.posts))


def _counted(reason: HealthReason, speech: Language) -> str:
    if reason.issue is HealthIssue.DEAD_LETTERS:
        return speech.ngettext(
            "{count} message could not be delivered, and nobody has dealt with it.",
            "{count} messages could not be delivered, and nobody has dealt with them.",
            reason.count,
        )
    if reason.issue is HealthIssue.UNNOTIFIED:
        return speech.ngettext(
            "{count} gap is to be reported, and nobody can be reached. "
            "See the sheet duty_managers, and try caco messages test.",
            "{count} gaps are to be reported, and nobody can be reached. "
            "See the sheet duty_managers, and try caco messages test.",
            reason.count,
        )
    if reason.issue is HealthIssue.OVERDUE:
        return speech.ngettext(
            "{count} message waits too long to be sent. "
            "Does the program that sends (caco worker) run?",
            "{count} messages wait too long to be sent. "
            "Does the program that sends (caco worker) run?",
            reason.count,
        )
    return speech.ngettext(
        "{count} search for a roster is stuck: see Plan and What if, or caco jobs.",
        "{count} searches for a roster are stuck: see Plan and What if, or caco jobs.",
        reason.count,
    )
