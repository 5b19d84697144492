"""What is checked before a roster is signed: who is reached, and by what; it blocks nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.errors import InputError
from scheduler.notifications.channel_trials import channels_missing, last_trials
from scheduler.notifications.escalation_policy import policy
from scheduler.notifications.message_actions import TestMessage, own_ways
from scheduler.records.contacts import ReachIssue, ReachWarning
from scheduler.records.contacts import warning_words as reach_words
from web.access.guard import signed_in
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.shared.display import channel_word, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.notifications.channel_trials import ChannelTrial


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing that was looked at.

    Parameters
    ----------
    is_fine
        Nothing is missing.
    warning
        The people or posts that it is about; None: it names none.
    trials
        Ways to send a message for trial to oneself, where that is asked.
    """

    title: str
    is_fine: bool
    text: str
    warning: ReachWarning | None = None
    trials: tuple[TestMessage, ...] = ()
    is_channel: bool = False

    @property
    def state_word(self) -> str:
        """The state in words."""
        return _("in order") if self.is_fine else _("look at this")


def checklist(unreached: Sequence[ReachWarning]) -> list[CheckLine]:
    """Contacts, duty managers, steps, and a channel that was tried.

    Parameters
    ----------
    unreached
        Of the duties that are to be signed.
    """
    by_kind = {one.kind: one for one in unreached}
    return [
        _contacts(
            by_kind.get(ReachIssue.ON_CALL)
            or by_kind.get(ReachIssue.AT_A_DESK)
            or by_kind.get(ReachIssue.ONLY_CALLED)
        ),
        _managers(by_kind.get(ReachIssue.NO_MANAGER)),
        _steps(),
        _channel(),
    ]


def _contacts(missing: ReachWarning | None) -> CheckLine:
    text = _("Everybody with a duty can be reached.")
    if missing is not None:
        text = " ".join(reach_words(missing, current_language()))
    return CheckLine(_("Contact details"), missing is None, text, missing)


def _managers(missing: ReachWarning | None) -> CheckLine:
    text = _("Each post has a duty manager.")
    if missing is not None:
        text = " ".join(reach_words(missing, current_language()))
    return CheckLine(_("Duty managers"), missing is None, text, missing)


def _steps() -> CheckLine:
    title = _("Alert steps")
    try:
        rules = policy(services.store, services.settings, services.clock())
    except InputError:
        return CheckLine(title, False, _("The records do not hold together: import them again."))
    missing = channels_missing(rules.steps, services.settings)
    if missing and not services.settings.channels:
        return CheckLine(title, False, _("No channel is set up by which they could be sent."))
    if missing:
        names = ", ".join(channel_word(one) for one in missing)
        text = _("They name channels that are not set up here: {names}. Others take their place.")
        return CheckLine(title, False, text.format(names=names))
    text = ngettext("{count} step is in force.", "{count} steps are in force.", len(rules.steps))
    return CheckLine(title, True, text)


def _channel() -> CheckLine:
    title = _("Outgoing messages")
    if not services.settings.channels:
        text = _("No channel is set up: nobody is notified of anything.")
        return CheckLine(title, False, text, is_channel=True)
    trials = last_trials(services.store, services.settings)
    mine = own_ways(services.store, signed_in().person, services.settings)
    good = next((one for one in trials if one.has_arrived), None)
    if good is not None:
        return CheckLine(title, True, _tried(good), trials=mine, is_channel=True)
    text = _("No channel was tried here yet, so nobody knows whether a message arrives.")
    if trials:
        text = _("The last test message by {channel}, {when}, did not leave.").format(
            channel=channel_word(trials[0].channel), when=moment(trials[0].at)
        )
    return CheckLine(title, False, text, trials=mine, is_channel=True)


def _tried(trial: ChannelTrial) -> str:
    text = _("A test message by {channel} left on {when}, sent by {who}.")
    return text.format(channel=channel_word(trial.channel), when=moment(trial.at), who=trial.who)
