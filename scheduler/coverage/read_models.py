"""Gaps and the proof of coverage as other programs read them: from the API and the command line.

That somebody is absent is said, and not why: "illness" beside a name is nobody's business.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from data.model.call_attempt import CallOutcome
from data.model.gap import Cause, GapState, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.coverage.gap_queries import GapHistory
    from scheduler.coverage.proof import CoverageProof
    from scheduler.coverage.status import GapRow


class GapPartOut(BaseModel):
    """A stretch of a gap with one cause."""

    start: datetime
    end: datetime
    missing: int
    cause: Cause


class GapOut(BaseModel):
    """Time in which a post is not validly filled."""

    number: int | None = Field(description="Null: it lies where nobody watches.")
    post: str
    post_name: str
    start: datetime
    end: datetime
    required: int
    missing: int = Field(description="The most that are missing at once.")
    cause: Cause
    severity: Severity
    state: GapState
    opened_at: datetime
    closed_at: datetime | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    accepted_by: str | None = Field(description="Who accepted it on its page; null: nobody did.")
    accepted_until: datetime | None
    signed_by: str | None = Field(
        description="Who accepted it with the signature of the roster in force; null: nobody did."
    )
    signed_version: int | None = Field(description="The version of that roster.")
    is_accepted: bool = Field(description="On its page, or with the signature.")
    is_taken_up: bool = Field(description="Somebody is handling it.")
    is_unreachable: bool = Field(
        description="Who is on the roster there cannot be reached; nothing else is wrong."
    )
    parts: list[GapPartOut]


class EventOut(BaseModel):
    """One line of the history of a gap."""

    at: datetime
    what: str = Field(
        description="`opened`, `moved`, `acknowledged`, `called`, `closed` and so on."
    )
    who: str


class CallAttemptOut(BaseModel):
    """That somebody was telephoned to fill a gap; who that was is not said."""

    at: datetime
    outcome: CallOutcome
    by: str = Field(description="The login of who called.")


class GapStoryOut(GapOut):
    """One gap with its history."""

    history: list[EventOut] = Field(description="The oldest first.")
    calls: list[CallAttemptOut] = Field(description="The oldest first.")


class MonthOut(BaseModel):
    """One post in one month; minutes are those of people needed."""

    month: str = Field(description="As `2027-01`, on the local clock.")
    post: str
    post_name: str
    required_minutes: int
    named_minutes: int = Field(description="Of these, with a name on the roster.")
    valid_minutes: int = Field(description="Of these, with somebody who is validly there.")
    missing_minutes: int
    by_cause: dict[Cause, int] = Field(description="The missing minutes, by cause.")
    unrecorded_minutes: int = Field(
        description="Before the first roster of the post: neither required nor missing."
    )
    done_minutes: int = Field(
        description="Of the required ones that are over, with somebody who did them by the records."
    )
    presence_asked_minutes: int = Field(description="Of these, those in which presence was asked.")
    confirmed_minutes: int = Field(description="Of these, with somebody who confirmed it.")


class ProofOut(BaseModel):
    """Coverage of a stretch of time, and what it was worked out from."""

    start: datetime
    end: datetime
    is_whole: bool = Field(
        description="Some minutes are required, and every one of them is validly covered."
    )
    rows: int = Field(description="How many rows it was computed from.")
    hash: str = Field(description="SHA-256 of these rows.")
    months: list[MonthOut]


def gap_out(row: GapRow) -> GapOut:
    """A gap for a program."""
    gap, interval = row.gap, row.gap.interval
    is_accepted = gap.state is GapState.ACCEPTED
    return GapOut(
        number=gap.id or None,
        post=interval.post,
        post_name=row.post_name,
        start=interval.start,
        end=interval.end,
        required=interval.required,
        missing=interval.missing,
        cause=interval.cause.without_reason,
        severity=row.severity,
        state=gap.state,
        opened_at=gap.opened_at,
        closed_at=gap.closed_at,
        acknowledged_by=gap.acknowledged_by or None,
        acknowledged_at=gap.acknowledged_at,
        accepted_by=gap.accepted_by if is_accepted else None,
        accepted_until=gap.accepted_until if is_accepted else None,
        signed_by=row.signed.acceptor if row.signed else None,
        signed_version=row.signed.version if row.signed else None,
        is_accepted=row.is_accepted,
        is_taken_up=row.is_taken_up,
        is_unreachable=row.is_unreachable,
        parts=[
            GapPartOut(
                start=one.start, end=one.end, missing=one.missing, cause=one.cause.without_reason
            )
            for one in interval.parts
        ],
    )


def gap_story_out(story: GapHistory) -> GapStoryOut:
    """A gap with its history for a program."""
    history = [EventOut(at=one.at, what=one.what, who=one.who) for one in story.events]
    calls = [
        CallAttemptOut(at=one.at, outcome=one.outcome, by=one.logged_by) for one in story.calls
    ]
    return GapStoryOut(**gap_out(story.row).model_dump(), history=history, calls=calls)


def proof_out(proof: CoverageProof, post_names: Mapping[str, str]) -> ProofOut:
    """A proof of coverage for a program."""
    months = [
        MonthOut(
            month=f"{one.month:%Y-%m}",
            post=one.post,
            post_name=post_names[one.post],
            required_minutes=one.required,
            named_minutes=one.named,
            valid_minutes=one.valid,
            missing_minutes=one.missing,
            by_cause=_without_reasons(one.by_cause),
            unrecorded_minutes=one.unrecorded,
            done_minutes=one.done,
            presence_asked_minutes=one.asked,
            confirmed_minutes=one.confirmed,
        )
        for one in proof.months
    ]
    return ProofOut(
        start=proof.start,
        end=proof.end,
        is_whole=proof.is_whole,
        rows=proof.rows,
        hash=proof.hash,
        months=months,
    )


def _without_reasons(by_cause: Mapping[Cause, int]) -> dict[Cause, int]:
    found: dict[Cause, int] = {}
    for cause, minutes in by_cause.items():
        found[cause.without_reason] = found.get(cause.without_reason, 0) + minutes
    return found
