"""Forms about a gap, and the filter of the list of gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from data.model.gap import GapState, Severity
from data.tables.period import ZONE
from data.tables.values import BadValue, to_moment
from web.locale import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scheduler.coverage.status import GapRow


@dataclass(frozen=True, slots=True)
class AcceptanceForm:
    """That a gap is intended, as it was filled in, with everything that is wrong with that.

    Parameters
    ----------
    until
        None: up to the end of the gap.
    also
        Numbers of other gaps of its cause.
    """

    reason: str
    until_text: str
    until: datetime | None
    faults: tuple[str, ...]
    also: tuple[str, ...] = ()


def read_acceptance(
    form: Mapping[str, str], now: datetime, also: Iterable[str] = ()
) -> AcceptanceForm:
    """Read it; `until` is a moment of the local clock, as browsers write it."""
    reason, text = form.get("reason", "").strip(), form.get("until", "").strip()
    faults, until = [], None
    if not reason:
        faults.append(_("Say why this gap is intended."))
    if text:
        try:
            until = _moment(text)
        except (ValueError, OverflowError):
            faults.append(_("Write until when as a day and a time, such as 2027-01-14 07:00."))
        else:
            if until <= now:
                faults.append(_("Choose a moment that is still to come."))
    return AcceptanceForm(reason, text, until, tuple(faults), tuple(also))


@dataclass(frozen=True, slots=True)
class PresentForm:
    """That somebody is there, as it was filled in.

    Parameters
    ----------
    at
        Since when; None: since now.
    note
        How that is known.
    """

    at: datetime | None
    note: str
    faults: tuple[str, ...] = ()


def read_since(form: Mapping[str, str], now: datetime) -> PresentForm:
    """Read it; `since` is a clock time of today, or of yesterday if it is still to come today."""
    text, note = form.get("since", "").strip(), form.get("note", "").strip()
    if not text:
        return PresentForm(None, note)
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        return PresentForm(None, note, (_("Write since when as a time, such as 06:55."),))
    today = now.astimezone(ZONE).date()
    at = datetime.combine(today, clock.replace(tzinfo=None), ZONE)
    if at > now:
        at = datetime.combine(today - timedelta(days=1), clock.replace(tzinfo=None), ZONE)
    return PresentForm(at.astimezone(UTC), note)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=ZONE)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader wants to see.

    Parameters
    ----------
    post
        Id; empty: all posts.
    state
        ``open`` (nobody took it up or accepted it, also not by a signature), ``acknowledged``;
        empty: all.
    severity
        At least this; empty: all.
    """

    post: str = ""
    state: str = ""
    severity: str = ""

    def keeps(self, row: GapRow) -> bool:
        """Whether a gap passes."""
        least = Severity(self.severity).rank if self.severity else 0
        return (
            self.post in ("", row.gap.interval.post)
            and self.state in ("", row.gap.state.value)
            and not (self.state == GapState.OPEN and row.is_accepted)
            and row.severity.rank >= least
        )


def read_filter(given: Mapping[str, str]) -> Filter:
    """As the address says; what makes no sense there filters nothing."""
    state, severity = given.get("state", ""), given.get("severity", "")
    return Filter(
        given.get("post", ""),
        state if state in (GapState.OPEN, GapState.ACKNOWLEDGED) else "",
        severity if severity in tuple(Severity) else "",
    )


def kept(rows: Iterable[GapRow], by: Filter) -> list[GapRow]:
    """The gaps that pass, the most severe first."""
    found = [row for row in rows if by.keeps(row)]
    return sorted(found, key=lambda row: (-row.severity.rank, row.gap.interval.start))


@dataclass(frozen=True, slots=True)
class PartForm:
    """The part of a gap that somebody takes over, as it was filled in.

    Parameters
    ----------
    times
        From and until when; None: as the gap is.
    """

    from_text: str
    until_text: str
    times: tuple[datetime | None, datetime | None]
    faults: tuple[str, ...]


def read_part(form: Mapping[str, str]) -> PartForm:
    """Read it; moments of the local clock, as browsers write them."""
    texts = form.get("from", "").strip(), form.get("until", "").strip()
    found: list[datetime | None] = []
    faults = []
    for text in texts:
        try:
            found.append(to_moment(text, ZONE) if text else None)
        except BadValue as bad:
            found.append(None)
            faults.append(f"{bad.what}. {bad.remedy}.")
    return PartForm(*texts, (found[0], found[1]), tuple(faults))
