"""Notices of gaps in words: subject and text of a message."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.i18n.language import Language
from data.model.candidate import Legality
from data.model.contact import DIGEST
from data.model.errors import StoreError
from data.model.gap import severity
from data.model.post import Post
from scheduler.coverage.words import missing_words, severity_word, why
from scheduler.notifications.signed_links import length_when_sent
from scheduler.planning.candidates import find_candidates_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.contact import Recipient
    from data.model.gap import Extent, Gap
    from scheduler.notifications.escalation import GapNotice

ROOM_FOR_NAME = 40  #: characters of the name of a post where few words fit


LEFT_OUT = "…"


MOST_IN_FULL = 10  #: gaps told with all there is to say; the others in a line each


@dataclass(frozen=True)
class GapFacts:
    """What a text is written from.

    Parameters
    ----------
    posts
        By id.
    names
        Of people, by id.
    candidates
        By slot, who could take it, a line each; absent: that was not asked.
    base_url
        Where each gap has its page.
    users
        What accounts are called, by login.
    head
        The signed end of the audit trail, for the overview of the morning; empty: none.
    """

    posts: Mapping[str, Post]
    names: Mapping[str, str]
    candidates: Mapping[str, Sequence[str]]
    speech: Language
    zone: ZoneInfo
    base_url: str = ""
    users: Mapping[str, str] = field(default_factory=dict)
    head: str = ""


def gap_subject(
    notices: Sequence[GapNotice], facts: GapFacts, now: datetime, *, is_short: bool = False
) -> str:
    """How many gaps, and the worst of them."""
    speech = facts.speech
    gaps = _worst_first(notices, facts, now)
    first = gaps[0]
    name = _post_name(first, facts)
    text = speech.ngettext("Gap: {{post}}, {{when}}", "{count} gaps: {{post}}, {{when}}", len(gaps))
    told = text.format(
        post=_cut(name, ROOM_FOR_NAME) if is_short else name,
        when=speech.moment(first.interval.start, facts.zone),
    )
    return speech.gettext("Again: {subject}").format(subject=told) if _is_again(notices) else told


def gap_body(notices: Sequence[GapNotice], facts: GapFacts, link: str, now: datetime) -> str:
    """Each gap: what, when, why, who can help; and the link by which somebody takes them up."""
    speech, gaps = facts.speech, _worst_first(notices, facts, now)
    lines = []
    if _is_again(notices):
        lines += [speech.gettext("Nobody is handling this yet."), ""]
    if skipped := {notice.instead_of for notice in notices} - {0}:
        text = speech.gettext("You get this because nobody of level {level} can be reached.")
        lines += [text.format(level=", ".join(map(str, sorted(skipped)))), ""]
    outgrown = {notice.gap.id: notice.outgrown for notice in notices if notice.outgrown}
    for gap in gaps[:MOST_IN_FULL]:
        was = outgrown.get(gap.id)
        lines += [_has_grown(gap, was, facts)] if was else []
        lines += [*_in_full(gap, facts, now), ""]
    rest = gaps[MOST_IN_FULL:]
    lines += [_in_a_line(gap, facts) for gap in rest]
    lines += [""] if rest else []
    lines += [speech.gettext("I am handling this:"), link] if link else []
    if facts.head and notices[0].channel == DIGEST:
        text = speech.gettext("The end of the audit trail, to keep as a proof: {head}")
        lines += ["", text.format(head=facts.head)]
    return "\n".join(lines).strip() + "\n"


def gap_short(
    notices: Sequence[GapNotice], facts: GapFacts, link: str, now: datetime, most: int
) -> str:
    """The same where few words fit: how soon, why, whom to call, which others, and one link.

    Parameters
    ----------
    link
        By which somebody takes them up; empty: there is none.
    most
        Characters that there is room for, apart from the subject.
    """
    speech = facts.speech
    first, *others = _worst_first(notices, facts, now)
    where = link or f"{facts.base_url}/gaps"
    room = most - length_when_sent(where) - 1
    why_first = why(first.interval, facts.names, speech, shows_reasons=False)
    until = speech.moment(first.interval.end, facts.zone)
    text = speech.gettext("{left}, until {until}; {why}")
    left = _time_left(first.interval.start - now, speech)
    said = text.format(left=left, until=until, why=why_first)
    if any(notice.outgrown for notice in notices if notice.gap.id == first.id):
        said = speech.gettext("grown: {said}").format(said=said)
    lines = [_cut(said, max(room, 0))]
    best = next(iter(facts.candidates.get(first.interval.slot, ())), "")
    call = speech.gettext("call {candidate}").format(candidate=best)
    if best and len(lines[0]) + 1 + len(call) <= room:
        lines.append(call)
    used = sum(len(line) + 1 for line in lines) - 1
    for told, gap in enumerate(others, start=1):
        rest = _more(len(others) - told, speech)
        line = speech.gettext("{post} {when}, {left}").format(
            post=_cut(_post_name(gap, facts), ROOM_FOR_NAME),
            when=speech.moment(gap.interval.start, facts.zone),
            left=_time_left(gap.interval.start - now, speech),
        )
        after = len(rest) + 1 if told < len(others) else 0
        if used + 1 + len(line) + after > room:
            more = _more(len(others) - told + 1, speech)
            lines += [more] if used + 1 + len(more) <= room else []
            break
        lines.append(line)
        used += 1 + len(line)
    return "\n".join([*lines, where])


def _more(count: int, speech: Language) -> str:
    return speech.ngettext("and {count} more", "and {count} more", count)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(0, most - 1)].rstrip() + LEFT_OUT


def resolved_subject(notices: Sequence[GapNotice], facts: GapFacts) -> str:
    """That it has been mended."""
    speech, gaps = facts.speech, _each_once(notices)
    text = speech.gettext("Resolved: {post}, {when}")
    told = text.format(
        post=_post_name(gaps[0], facts), when=speech.moment(gaps[0].interval.start, facts.zone)
    )
    more = len(gaps) - 1
    return told + (speech.gettext(" and {count} more").format(count=more) if more else "")


def resolved_body(notices: Sequence[GapNotice], facts: GapFacts) -> str:
    """Each gap with how it ended."""
    speech = facts.speech
    lines = []
    for gap in _each_once(notices):
        if gap.is_open:
            text = speech.gettext("accepted as intended by {who}: {reason}")
            how = text.format(who=gap.accepted_by, reason=gap.accepted_reason)
        else:
            how = speech.gettext("filled")
        lines.append(f"{_in_a_line(gap, facts)}: {how}")
    return "\n".join(lines) + "\n"


def _each_once(notices: Sequence[GapNotice]) -> list[Gap]:
    found = {notice.gap.id: notice.gap for notice in notices}
    return sorted(found.values(), key=lambda gap: (gap.interval.start, gap.id))


def _worst_first(notices: Sequence[GapNotice], facts: GapFacts, now: datetime) -> list[Gap]:
    """Each gap once: the most severe first, of these the post that matters most, and the nearest.

    What begins within the hour goes before what began three days ago.
    """

    def rank(gap: Gap) -> tuple[int, int, timedelta, int]:
        post = facts.posts.get(gap.interval.post)
        priority = post.priority if post else 1
        level = severity(gap.interval, priority, now).rank
        return -level, priority, abs(gap.interval.start - now), gap.id

    return sorted({notice.gap.id: notice.gap for notice in notices}.values(), key=rank)


def _is_again(notices: Sequence[GapNotice]) -> bool:
    return all(notice.again for notice in notices)


def _post_name(gap: Gap, facts: GapFacts) -> str:
    post = facts.posts.get(gap.interval.post)
    return post.name if post else gap.interval.post


def _in_a_line(gap: Gap, facts: GapFacts) -> str:
    when = facts.speech.stretch(gap.interval.start, gap.interval.end, facts.zone)
    return f"{_post_name(gap, facts)}, {when}"


def _in_full(gap: Gap, facts: GapFacts, now: datetime) -> list[str]:
    speech, interval = facts.speech, gap.interval
    post = facts.posts.get(interval.post)
    level = severity_word(severity(interval, post.priority if post else 1, now), speech)
    parts = [
        why(interval, facts.names, speech, shows_reasons=False),
        missing_words(interval, speech),
    ]
    lines = [
        _in_a_line(gap, facts),
        f"  {_time_left(interval.start - now, speech)}; "
        + speech.gettext("severity: {level}").format(level=level),
        "  " + speech.gettext("why: {causes}").format(causes="; ".join(p for p in parts if p)),
    ]
    if interval.slot in facts.candidates:
        candidates = facts.candidates[interval.slot]
        if candidates:
            lines.append("  " + speech.gettext("who can take it:"))
            lines += [f"    {number}. {line}" for number, line in enumerate(candidates, start=1)]
        else:
            lines.append("  " + speech.gettext("nobody can take it as the roster stands"))
    lines.append(f"  {facts.base_url}/gaps/{gap.id}")
    return lines


def _has_grown(gap: Gap, was: Extent, facts: GapFacts) -> str:
    speech = facts.speech
    text = speech.gettext("Grown since {who} took it up; then it was {when}.")
    who = facts.users.get(gap.acknowledged_by, gap.acknowledged_by)
    return text.format(who=who, when=speech.stretch(was.start, was.end, facts.zone))


def _time_left(left: timedelta, speech: Language) -> str:
    if left <= timedelta():
        return speech.gettext("it has begun")
    hours = left // timedelta(hours=1)
    if hours >= 72:
        return speech.ngettext("in {count} day", "in {count} days", hours // 24)
    if hours >= 1:
        return speech.ngettext("in {count} hour", "in {count} hours", hours)
    minutes = max(1, left // timedelta(minutes=1))
    return speech.ngettext("in {count} minute", "in {count} minutes", minutes)


LOG = logging.getLogger(__name__)


BEST = 3  #: candidates that a message names


MOST = 12  #: gaps of one round for which candidates are looked for, the first to come


def suggested_candidates(
    connection: Connection,
    gaps: Iterable[Gap],
    people: Mapping[str, Recipient],
    now: datetime,
    speech: Language,
) -> dict[str, list[str]]:
    """By slot the best people who may take it as the roster stands, with their number to call.

    A message must go out whatever happens here: where candidates cannot be worked out, it goes
    without them.
    """
    slots = [
        gap.interval.slot
        for gap in sorted(gaps, key=lambda gap: gap.interval.start)
        if gap.interval.has_shift and gap.interval.end > now
    ]
    try:
        with connection.begin_nested():
            found = find_candidates_in_force(connection, list(dict.fromkeys(slots))[:MOST], now)
    except StoreError:
        raise
    except Exception as error:  # whatever it is: the notice goes without them
        LOG.error("no candidates for a notice: %s: %s", type(error).__name__, error)
        return {}
    return {
        slot: [
            _line(one.person, people) for one in offer.candidates if one.legality is Legality.LEGAL
        ][:BEST]
        for slot, offer in found.items()
    }


def _line(person: str, people: Mapping[str, Recipient]) -> str:
    known = people.get(person)
    if known is None:
        return person
    return ", ".join(filter(None, (known.name, known.telephone)))
