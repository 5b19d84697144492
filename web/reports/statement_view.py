"""The 24/7 statement as its readers get it: on paper, and as facts for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.gap import Cause
from data.tables.period import ZONE
from scheduler.coverage.call_chances import TimeClass
from scheduler.coverage.proof import is_counted
from scheduler.coverage.words import class_word
from scheduler.reporting.stated_demand import days_said, demand_said
from scheduler.reporting.statement import StatedSubstitution, lasting_text, share_text
from web.locale import _, current_language, ngettext
from web.reports.display import causes_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.model.post import Post
    from data.store.audit.trail import AuditEntry
    from scheduler.coverage.proof import MonthOfPost
    from scheduler.reporting.signed_statements import PostDifference, SignedDifference
    from scheduler.reporting.statement import Consented, OpenStretch, Statement

MOST_OF_A_CALL = 40  #: stretches of an open call that are told one by one


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
    days
        Its first or last day, where that lies in the period; empty: neither does.
    no_record
        That a part lies before its first roster; empty: none does.
    done
        What was planned, done and confirmed.
    substituted
        How often substitutes filled it, and on whose word.
    demand
        When it needed another number of people than usual, and why.
    """

    name: str
    sentence: str
    is_whole: bool
    rows: tuple[StatementRow, ...]
    no_record: str
    done: DoneRow
    days: str = ""
    substituted: tuple[str, ...] = ()
    demand: tuple[str, ...] = ()


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
        days_said(post, found.first, found.last, current_language()),
        tuple(_substituted(one, may_know) for one in found.substitutions if one.post == post.id),
        tuple(demand_said(one, current_language()) for one in found.demands if one.post == post.id),
    )


def _substituted(one: StatedSubstitution, may_know: bool) -> str:
    """A sentence on a substitution."""
    speech = current_language()
    text = _("Duties of a substitute ({function}): {count}, under {authority}{who}, since {first}.")
    is_told = may_know and one.decided_by
    who = _(" (decided by {name})").format(name=one.decided_by) if is_told else ""
    return text.format(
        count=one.duties,
        function=one.substitute,
        authority=one.authority,
        who=who,
        first=speech.long_date(one.start),
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
    if not by:  # what was signed for good names nobody
        if one.version is None:
            by = _("accepted")
        else:
            by = _("accepted in version {version}").format(version=one.version)
    elif one.version is not None:
        by = _("{name} in version {version}").format(name=by, version=one.version)
    said = f"{by}: {one.reason}" if may_know and one.reason else by
    if one.until is None:
        return said
    return _("{who} (until {when})").format(who=said, when=long_moment(one.until))


def long_moment(at: datetime) -> str:
    """As ``4 January 2027 07:00``, on the local clock: a statement outlives its year."""
    local = at.astimezone(ZONE)
    return f"{current_language().long_date(local.date())} {local:%H:%M}"


def since_signed(later: SignedDifference) -> str:
    """That a statement reads otherwise than it was signed."""
    version, count = later.signed.version, len(later.recorded)
    if not count:
        text = _("Since version {version} was signed, the statement of these days has changed:")
        return text.format(version=version)
    things = ngettext(
        "{count} thing was recorded about these days",
        "{count} things were recorded about these days",
        count,
    )
    text = _("Since version {version} was signed, {things}:")
    return text.format(version=version, things=things)


def difference_text(one: PostDifference) -> str:
    """How the minutes of a post differ from what was signed."""
    speech = current_language()
    text = _("{post}: {minutes} min validly filled ({then} then, {now} now)")
    sign = "+" if one.minutes > 0 else ""
    said = text.format(
        post=one.name,
        minutes=f"{sign}{speech.number(one.minutes)}",
        then=speech.number(one.signed),
        now=speech.number(one.now),
    )
    if one.required_then == one.required_now:
        return said
    text = _("{said}; {then} min needed then, {now} now")
    then, now = speech.number(one.required_then), speech.number(one.required_now)
    return text.format(said=said, then=then, now=now)


def recorded_text(entry: AuditEntry) -> str:
    """One thing that was recorded, without whom it is about."""
    table, action = entry.subject.partition("/")[0], entry.action.partition(".")[0]
    words = {
        "presence": _("presence at a desk"),
        "stand_in": _("a take-over"),
        "roster": _("a new version of the roster"),
        "absences": _("an absence"),
        "history": _("a past duty"),
    }
    what = words.get(table) or words.get(action) or _("a change of the records")
    text = _("{when}: {what} (entry {number} of the audit trail)")
    return text.format(when=long_moment(entry.at), what=what, number=entry.seq)
