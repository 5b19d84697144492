"""The steps by which a gap is told: how long before it, by which channel, to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from data.model.gap import Severity

DIGEST = "digest"  #: a channel of its own: the mail of the morning, with all gaps in it


@dataclass(frozen=True, slots=True)
class AlertStep:
    """One step.

    Parameters
    ----------
    before
        From so long before the gap it is due.
    channel
        ``digest``, ``mail``, ``sms``, ``push`` or another that the settings name.
    level
        Of the duty managers who are told.
    waits
        It may wait until the quiet hours are over.
    repeat
        Told again after so long, until somebody acknowledges it; None: once.
    escalate
        Told to the next level after so long without an acknowledgement; None: not.
    post
        Only gaps of this post; empty: of any post that has no steps of its own.
    severity
        Only gaps that are at least so severe.
    """

    before: timedelta
    channel: str
    level: int = 1
    waits: bool = False
    repeat: timedelta | None = None
    escalate: timedelta | None = None
    post: str = ""
    severity: Severity = Severity.LOW

    @property
    def name(self) -> str:
        """What the log calls it: the same for the same step in a later setting."""
        return f"{self.before / timedelta(hours=1):g}h {self.channel} {self.level}"


DEFAULT_STEPS = (
    AlertStep(timedelta(days=14), DIGEST, waits=True),
    AlertStep(timedelta(hours=72), "mail", waits=True, repeat=timedelta(hours=24)),
    AlertStep(timedelta(hours=24), "push", repeat=timedelta(hours=4), escalate=timedelta(hours=2)),
    AlertStep(timedelta(hours=4), "push", repeat=timedelta(hours=1)),
    AlertStep(timedelta(hours=4), "push", level=2, repeat=timedelta(hours=1)),
)
