"""The board in words: who is on, and what a reader may know of a gap."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.gap import Cause
from data.tables.period import ZONE
from scheduler.coverage.board import BoardCover
from scheduler.coverage.call_chances import TimeClass
from scheduler.coverage.status import count_gaps
from scheduler.coverage.words import (
    cause_word,
    class_word,
    count_parts,
    count_words,
    missing_words,
    severity_word,
    state_words,
    why,
)
from web.locale import _, current_language, ngettext
from web.shared.display import clock, lasting, moment, stretch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.model.gap import GapPart, UncoveredInterval
    from scheduler.coverage.board import Block, PostRow
    from scheduler.coverage.call_chances import OpenCallChance
    from scheduler.coverage.gap_groups import GapGroup
    from scheduler.coverage.status import GapCount, GapRow

#: Causes that everybody may know: that nothing says how to reach somebody is no secret of theirs.
OF_NOBODY = (
    Cause.NEVER_FILLED,
    Cause.NO_ROSTER,
    Cause.ROSTER_ENDS,
    Cause.MORE_NEEDED,
    Cause.NOT_SHOWN_UP,
    Cause.NO_CONTACT,
    Cause.REST_OWED,
)
_PLAIN = timedelta(hours=18)
#: Small words of a name that have no letter in its initials.
_SMALL = re.compile(r"\b(van|von|de|den|der|het|ter|ten|te|el|al|in|op|'t|d')\b", re.IGNORECASE)


def initials(name: str) -> str:
    """Of a name, two or three letters that fit in a small block."""
    words = _SMALL.sub(" ", name.replace(".", " ")).replace("-", " ").split()
    return "".join(word[0] for word in words if word[0].isalpha()).upper()[:3] or name[:2].upper()


def cause(interval: UncoveredInterval, names: Mapping[str, str], *, sees_reasons: bool) -> str:
    """Why a seat is empty, as far as this reader may know."""
    if interval.cause is Cause.OPEN_CALL or sees_reasons:
        told = [
            why(interval, names, current_language()),
            missing_words(interval, current_language()),
        ]
    else:
        parts = [
            part(one, names) if one.cause in OF_NOBODY else _("who was to be there cannot come")
            for one in interval.parts
        ]
        told = [*dict.fromkeys(parts), missing_words(interval, current_language())]
    return "; ".join(one for one in told if one)


def part(one: GapPart, names: Mapping[str, str]) -> str:
    """One stretch of a gap: who should have been there, and why they are not."""
    word = cause_word(one.cause, current_language())
    return f"{names.get(one.person, one.person)}: {word}" if one.person else word


def state_of(row: GapRow, *, sees_reasons: bool) -> str:
    """Where it is in its life, and whose it is; the reason of an acceptance for who may know."""
    return state_words(row, current_language(), ZONE, sees_reasons=sees_reasons)


def counted(found: GapCount) -> str:
    """How many gaps there are, and what was said of them."""
    return count_words(found, current_language())


def may_come(interval: UncoveredInterval) -> bool:
    """Whether everybody it needs is on the roster, and nothing says that they cannot come."""
    return all(part.cause in (Cause.NO_CONTACT, Cause.NOT_SHOWN_UP) for part in interval.parts)


def names_of(people: Sequence[str], names: Mapping[str, str]) -> str:
    """Names in a row."""
    return ", ".join(names.get(one, one) for one in people)


def time_left(interval: UncoveredInterval, now: datetime) -> str:
    """How long until it begins, or that it is open now."""
    if interval.start > now:
        return _("in {left}").format(left=lasting(interval.start - now))
    return _("open now, {left} to go").format(left=lasting(interval.end - now))


def until(end: datetime, now: datetime) -> str:
    """Until when somebody is on: the time of day alone where that is plain."""
    local, here = end.astimezone(ZONE), now.astimezone(ZONE)
    is_plain = local.date() == here.date() or end - now < _PLAIN
    return clock(end) if is_plain else moment(end)


def who_is_missing(row: PostRow, names: Mapping[str, str], *, sees_reasons: bool) -> str:
    """Nobody; or how many of several; or who is on the roster and cannot be there.

    Who cannot be reached, or did not confirm to be there, is named to everybody: they are on the
    roster, and may well come. Of others why they cannot is told to who may know.
    """
    gap = row.gap
    if gap is None:
        return _("Nobody")
    interval = gap.gap.interval
    if may_come(interval):
        return ", ".join(dict.fromkeys(part(one, names) for one in interval.parts))
    if row.on:
        return missing_words(interval, current_language())
    if sees_reasons and any(one.person for one in interval.parts):
        return cause(interval, names, sees_reasons=True)
    return _("Nobody")


def can_be_offered(interval: UncoveredInterval, now: datetime) -> bool:
    """Whether it lies in one shift of a roster, of which some is to come."""
    is_shift = interval.has_shift
    return is_shift and interval.end > now


def can_be_called_for(row: GapRow, now: datetime) -> bool:
    """Whether somebody is sought for it: who cannot be reached has it until it begins."""
    interval = row.gap.interval
    may_come = row.is_unreachable and interval.start > now
    return row.gap.is_open and can_be_offered(interval, now) and not may_come


def group_title(group: GapGroup, names: Mapping[str, str], *, sees_reasons: bool) -> str:
    """What caused gaps, as far as this reader may know."""
    interval = group.first.gap.interval
    if group.cause is Cause.OPEN_CALL:
        return _("{post}: open call").format(post=group.first.post_name)
    if group.cause is Cause.MORE_NEEDED:
        text = _("{post}: more people are needed than the signed roster has")
        return text.format(post=group.first.post_name)
    first = interval.parts[0]
    if sees_reasons or first.cause in OF_NOBODY:
        said = part(first, names)
        return said[:1].upper() + said[1:]
    return _("Who was to be there cannot come")


def part_of_day(interval: UncoveredInterval) -> str:
    """The part of the day of a gap of an open call."""
    return class_word(TimeClass(interval.slot), current_language())


def group_size(group: GapGroup) -> str:
    """How many gaps one cause made; more than one."""
    count = len(group.rows)
    if group.cause is Cause.OPEN_CALL:
        return _("{count} parts of the day").format(count=count)
    if group.cause is Cause.MORE_NEEDED:
        return ngettext("{count} time", "{count} times", count)
    text = _("{count} duties, 1 cause") if group.person else _("{count} posts, 1 cause")
    return text.format(count=count)


def state_of_group(group: GapGroup) -> str:
    """What was said of gaps of one cause, counted as all gaps are; empty: nothing was."""
    found = replace(count_gaps(group.rows, datetime.min.replace(tzinfo=UTC)), called=0)
    parts = count_parts(found, current_language())
    return ", ".join(parts) if parts else _("nobody is handling it yet")


def severity_of(row: GapRow) -> str:
    """How severe it is, in a word."""
    return severity_word(row.severity, current_language())


def call_words(chance: OpenCallChance) -> str:
    """How likely it is that too few people come to an open call."""
    at = class_word(chance.time_class, current_language())
    if chance.rate is None:
        return _("open call: how many come {at} is not known").format(at=at)
    text = _("open call: up to {chance} % chance that too few come ({at})")
    return text.format(at=at, chance=current_language().number(100 * chance.worst))


def cover_word(cover: BoardCover) -> str:
    """What a stretch of the timeline means."""
    return {
        BoardCover.HELD: _("covered"),
        BoardCover.DOUBTFUL: _("doubtful: a requirement is set aside"),
        BoardCover.CALL: _("open call"),
        BoardCover.UNSURE: _("open call: too few may come"),
        BoardCover.ACCEPTED: _("gap, accepted"),
        BoardCover.OFFERED: _("gap, offered and not answered"),
        BoardCover.NOT_BEGUN: _("no roster yet"),
        BoardCover.GAP: _("gap"),
    }[cover]


def timeline_words(row: PostRow) -> str:
    """A timeline for who does not see it."""
    said = [one for one in row.blocks if one.cover.is_empty or one.cover is BoardCover.NOT_BEGUN]
    unsure = any(block.cover is BoardCover.UNSURE for block in row.blocks)
    if not row.blocks:
        return _("{post}: nothing is rostered.").format(post=row.post.name)
    if unsure:
        return _("{post}: open call, too few may come.").format(post=row.post.name)
    if not said:
        return _("{post}: no gap.").format(post=row.post.name)
    told = [f"{cover_word(block.cover)} {stretch(block.start, block.end)}" for block in said]
    return f"{row.post.name}: {'; '.join(told)}."


def block_words(block: Block, names: Mapping[str, str]) -> str:
    """One block, for who points at it."""
    people = ", ".join(names.get(one, one) for one in block.people)
    what = people if block.cover is BoardCover.HELD and people else cover_word(block.cover)
    named = f"{what} ({people})" if people and people != what else what
    return f"{named}, {stretch(block.start, block.whole_end)}"


def length(block: Block) -> str:
    """How long a gap lasts, as short as can be: ``8u``, ``3d``."""
    hours = (block.whole_end - block.start).total_seconds() / 3600
    if hours >= 72:
        return _("{number}d").format(number=round(hours / 24))
    return _("{number}h").format(number=round(hours)) if hours >= 1 else f"{round(hours * 60)}'"
