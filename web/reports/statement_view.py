"""The 24/7 statement as its readers get it: on paper, and as facts for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from data.model.gap import Cause
from data.tables.period import ZONE
from scheduler.coverage.call_chances import TimeClass
from scheduler.coverage.proof import is_counted
from scheduler.coverage.words import class_word
from scheduler.reporting.statement import lasting_text, share_text
from web.locale import _, current_language, ngettext
from web.reports.display import OF_A_PERSON, causes_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from data.model.post import Post
    from data.model.roster import RosterHead
    from scheduler.coverage.proof import MonthOfPost
    from scheduler.reporting.statement import Consented, OpenStretch, Statement

MOST_OF_A_CALL = 40  #: stretches of an open call that are told one by one
NOT_AVAILABLE = "not_available"  #: stands for causes that say something of a person


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One stretch that was not filled.

    Parameters
    ----------
    first, last
        Its edges as moments on the local clock, to count with; `start` and `end` say them.
    """

    first: datetime
    last: datetime
    minutes: int
    cause: str
    accepted: str

    @property
    def start(self) -> str:
        """From when."""
        return long_moment(self.first)

    @property
    def end(self) -> str:
        """Up to when."""
        return long_moment(self.last)

    @property
    def time(self) -> str:
        """For how long."""
        return lasting_text(self.minutes, current_language())


@dataclass(frozen=True, slots=True)
class PostStated:
    """What is stated of one post.

    Parameters
    ----------
    sentence
        Empty: it asks for nobody in this period.
    rows
        Stretches that were not filled.
    no_record
        That a part lies before its first roster; empty: none does.
    done
        What was planned, done and confirmed.
    """

    name: str
    sentence: str
    is_whole: bool
    rows: tuple[StatementRow, ...]
    no_record: str
    done: DoneRow


@dataclass(frozen=True, slots=True)
class DoneRow:
    """What was planned, done and confirmed of a post; durations as texts.

    Parameters
    ----------
    needed, planned
        In the whole period.
    done
        Up to the moment that was looked at.
    asked, confirmed
        Of these, in which presence was asked and confirmed; empty: it is not asked.
    """

    needed: str
    planned: str
    done: str
    asked: str = ""
    confirmed: str = ""


def posts_stated(found: Statement, *, may_know: bool) -> tuple[PostStated, ...]:
    """Each post that is counted, in order."""
    return tuple(_stated(found, post, may_know) for post in found.posts if is_counted(post))


def _stated(found: Statement, post: Post, may_know: bool) -> PostStated:
    months = [one for one in found.proof.months if one.post == post.id]
    required, valid = sum(m.required for m in months), sum(m.valid for m in months)
    stretches = [one for one in found.stretches if one.post == post.id]
    text = _("Validly filled {valid} of {required} minutes ({share} %).")
    said = text.format(
        valid=current_language().number(valid),
        required=current_language().number(required),
        share=share_text(valid, required, current_language()) if required else "",
    )
    whole = required > 0 and valid == required
    return PostStated(
        post.name,
        said if required else "",
        whole,
        tuple(_rows(stretches, may_know)),
        _no_record([one for one in found.unrecorded if one.post == post.id]),
        _done(months, post),
    )


def _no_record(before: Sequence[OpenStretch]) -> str:
    if not before:
        return ""
    text = _("No record yet up to {when}: this post had no roster before. It counts as neither.")
    return text.format(when=long_moment(before[-1].end))


def _done(months: Sequence[MonthOfPost], post: Post) -> DoneRow:
    asked = sum(one.asked for one in months)
    needed, planned, done, confirmed = (
        lasting_text(minutes, current_language())
        for minutes in (
            sum(one.required for one in months),
            sum(one.named for one in months),
            sum(one.done for one in months),
            sum(one.confirmed for one in months),
        )
    )
    if not asked and post.presence_minutes is None:
        return DoneRow(needed, planned, done)
    return DoneRow(needed, planned, done, lasting_text(asked, current_language()), confirmed)


def _rows(stretches: Sequence[OpenStretch], may_know: bool) -> Iterable[StatementRow]:
    called = [one for one in stretches if Cause.OPEN_CALL in one.causes]
    if len(called) > MOST_OF_A_CALL:
        yield from _by_class(called)
        stretches = [one for one in stretches if one not in called]
    for one in stretches:
        yield StatementRow(
            one.start.astimezone(ZONE),
            one.end.astimezone(ZONE),
            one.minutes,
            causes_text(one.causes, may_know=may_know),
            _accepted(one.accepted, may_know),
        )


def _by_class(called: Sequence[OpenStretch]) -> Iterable[StatementRow]:
    """Nights of an open call, one by one, would fill pages: they are added up."""
    for each in TimeClass:
        mine = [one for one in called if one.slot == each.value]
        if mine:
            many = ngettext("{count} stretch", "{count} stretches", len(mine))
            causes = causes_text(mine[0].causes, may_know=True)
            cause = f"{causes} {class_word(each, current_language())}"
            yield StatementRow(
                mine[0].start.astimezone(ZONE),
                mine[-1].end.astimezone(ZONE),
                sum(one.minutes for one in mine),
                f"{cause}, {many}",
                "",
            )


def _accepted(consents: Sequence[Consented], may_know: bool) -> str:
    """By whom, and why; a reason may tell of a person."""
    return "; ".join(_consent(one, may_know) for one in consents)


def _consent(one: Consented, may_know: bool) -> str:
    by = one.by
    if one.version is not None:
        by = _("{name} in version {version}").format(name=by, version=one.version)
    said = f"{by}: {one.reason}" if may_know else by
    if one.until is None:
        return said
    return _("{who} (until {when})").format(who=said, when=long_moment(one.until))


def long_moment(at: datetime) -> str:
    """As ``4 January 2027 07:00``, on the local clock: a statement outlives its year."""
    local = at.astimezone(ZONE)
    return f"{current_language().long_date(local.date())} {local:%H:%M}"


def last_day(head: RosterHead) -> date:
    """The last local date of a roster."""
    return (head.end - timedelta(minutes=1)).astimezone(head.zone).date()


def check_command(found: Statement) -> str:
    """What finds the same hash."""
    return f"caco coverage --from {found.first} --to {found.last} --json"


def statement_facts(found: Statement, *, may_know: bool) -> dict[str, Any]:
    """All of it for programs; causes that tell of a person only to those who may know."""
    proof = found.proof
    return {
        "statement": "24/7",
        "period": {
            "first": found.first.isoformat(),
            "last": found.last.isoformat(),
            "start": proof.start.isoformat(),
            "end": proof.end.isoformat(),
            "time_zone": ZONE.key,
            "is_over": found.is_over,
        },
        "regions": list(found.regions),
        "made_at": found.made_at.isoformat(),
        "audit": {"entry": found.entry, "hash": found.entry_hash},
        "is_whole": proof.is_whole,
        "rows": proof.rows,
        "hash": proof.hash,
        "check": check_command(found),
        "posts": [
            {
                "id": post.id,
                "name": post.name,
                "is_counted": is_counted(post),
                "presence_minutes": post.presence_minutes,
            }
            for post in found.posts
        ],
        "months": [
            {
                "month": f"{one.month:%Y-%m}",
                "post": one.post,
                "required": one.required,
                "named": one.named,
                "valid": one.valid,
                "by_cause": _by_cause(one.by_cause, may_know),
                "unrecorded": one.unrecorded,
                "done": one.done,
                "presence_asked": one.asked,
                "confirmed": one.confirmed,
            }
            for one in proof.months
        ],
        "done_up_to": proof.seen_at.isoformat(),
        "open": [_open_facts(one, may_know) for one in found.stretches],
        "no_record": [
            {"post": one.post, "start": one.start.isoformat(), "end": one.end.isoformat()}
            for one in found.unrecorded
        ],
        "rosters": [_roster_facts(one) for one in found.rosters],
    }


def _by_cause(minutes: Mapping[Cause, int], may_know: bool) -> dict[str, int]:
    found: dict[str, int] = {}
    for cause, number in minutes.items():
        key = cause_code(cause, may_know)
        found[key] = found.get(key, 0) + number
    return found


def cause_code(cause: Cause, may_know: bool) -> str:
    """A cause for programs."""
    return NOT_AVAILABLE if cause in OF_A_PERSON and not may_know else cause.value


def _open_facts(one: OpenStretch, may_know: bool) -> dict[str, Any]:
    return {
        "post": one.post,
        "slot": one.slot,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "minutes": one.minutes,
        "causes": [cause_code(cause, may_know) for cause in one.causes],
        "accepted": [
            {
                "by": each.by,
                "reason": each.reason if may_know else None,
                "version": each.version,
                "until": each.until.isoformat() if each.until else None,
            }
            for each in one.accepted
        ],
    }


def _roster_facts(head: RosterHead) -> dict[str, Any]:
    return {
        "id": head.id,
        "start": head.start.isoformat(),
        "end": head.end.isoformat(),
        "version": head.version,
        "signed_by": head.signed_by,
        "request": head.request or None,
        "signed_at": head.published_at.isoformat() if head.published_at else None,
        "hash": head.content_hash,
    }
