"""Work done on calls during on-call at home, as the law counts it, and the rest owed after it.

Records hold what was done: from the call to the end of the work. How much of it counts, and what
rest somebody is owed after a night call, follows from that (ATW 5:9(6), (7)). Only a call during
on-call is one: who comes on an open call was obliged to nothing, and that work is ordinary work.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from data.model.duty import Duty, DutyKind
from data.model.intervals import overlaps_any, subtract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from data.model.call_out import CallWork
    from data.model.ruleset import Ruleset

    Stretch = tuple[datetime, datetime]

LEAST_MINUTES = 30  #: work on calls counts for at least so long (ATW 5:9(7))
BETWEEN = timedelta(minutes=30)  #: a new call so soon after the last: the time between is work
NIGHT_ENDS = time(6)  #: a night call begins between 00:00 and this (ATW 5:9(6))
REST = timedelta(hours=8)  #: owed after the last call of a night (ATW 5:9(6))
DAY_AFTER = timedelta(hours=18)  #: from 06:00, in which it falls where a shift follows the call
CALLED_OUT = "call_out"  #: where the post stands: ordinary work on a call-out
RELIEF = "relief"  #: where the post stands: work in a deployment
REST_AFTER_CALL = "REST_AFTER_CALL"  #: id of the rule of a ruleset that keeps this rest
AWHILE = timedelta(weeks=1)  #: before a period: the rest owed after calls is surely over
_MINUTE = timedelta(minutes=1)


def worked_on_calls(work: Iterable[CallWork], rows: Iterable[Duty]) -> list[Duty]:
    """What was worked on calls, as rows of time; each call is a row of its own, as it was.

    It is a call in the sense of the law if its person was on call when it came (ATW 5:9(7): "een
    oproep tijdens consignatie"), and it was no exercise, which is not unforeseen. All other work is
    ordinary work (`CALLED_OUT`), and is told once: who was called at a desk was at work there, and
    two call-outs of one incident are one stretch. Of work whose end nobody wrote down a minute is
    certain.

    Parameters
    ----------
    rows
        What else these people did: calls that stand there are not told again.
    """
    on_call: dict[str, list[Stretch]] = {}
    known: dict[str, list[Duty]] = {}
    done: dict[str, list[Stretch]] = {}
    for row in rows:
        if row.kind is DutyKind.ON_CALL:
            on_call.setdefault(row.person, []).append((row.start, row.end))
        elif row.kind is DutyKind.CALL:
            known.setdefault(row.person, []).append(row)
        elif row.kind is DutyKind.WORK:
            done.setdefault(row.person, []).append((row.start, row.end))
    found: list[Duty] = []
    for one in sorted(work, key=lambda one: (one.start, one.person)):
        end = max(one.end, one.start + _MINUTE)
        minutes = (end - one.start) // _MINUTE
        call = Duty(one.person, one.post, DutyKind.CALL, one.start, end, minutes)
        if overlaps_any(call, known.get(one.person, ())):
            continue
        mine = on_call.get(one.person, ())
        if not one.is_exercise and any(first <= one.start < last for first, last in mine):
            found.append(call)
            continue
        told = done.setdefault(one.person, [])
        for start, until in list(subtract([(one.start, end)], told)):
            told.append((start, until))
            minutes = (until - start) // _MINUTE
            found.append(Duty(one.person, CALLED_OUT, DutyKind.ELSEWHERE, start, until, minutes))
    return found


def since_of_calls(history: Iterable[Duty], start: datetime) -> datetime:
    """From when on work on calls belongs to the history of a period.

    Calls of before the other rows would widen the time that the averages look at with weeks of
    which nothing else is known.
    """
    return min([start - AWHILE, *(duty.start for duty in history)])


def counted_calls(calls: Iterable[Duty]) -> list[Duty]:
    """The minutes that count as work on calls, by person and start (ATW 5:9(7)).

    Work starts at the call. Where a new call comes at most half an hour after the work on the last
    one ended, the time between is work too, and stands with the earlier call. Calls that follow
    each other so count for at least half an hour; what they fall short is added to the last one.
    A call during another ends it: the rest of its work is that of the later one.

    Parameters
    ----------
    calls
        What was done, of any people; counted once, not what this function gave before.
    """
    in_order = sorted(calls, key=lambda call: (call.person, call.start, call.end))
    found: list[Duty] = []
    for _, mine in groupby(in_order, key=lambda call: call.person):
        chain: list[Duty] = []
        for call in mine:
            if chain and call.start <= chain[-1].end + BETWEEN:
                chain += _followed(chain.pop(), call)
            else:
                found += _half_an_hour(chain)
                chain = [call]
        found += _half_an_hour(chain)
    return found


def _followed(call: Duty, later: Duty) -> Iterator[Duty]:
    """A call up to the next one, and that next one."""
    end = max(call.end, later.end)
    work = call.work_minutes + max(0, _minutes(later.start - call.end))
    before = min(work, _minutes(later.start - call.start))
    if call.start < later.start:
        yield replace(call, end=later.start, work_minutes=before)
    after = min(later.work_minutes + work - before, _minutes(end - later.start))
    yield replace(later, end=end, work_minutes=after)


def _half_an_hour(chain: Sequence[Duty]) -> Iterator[Duty]:
    short = LEAST_MINUTES - sum(call.work_minutes for call in chain)
    for number, call in enumerate(chain, start=1):
        if number < len(chain) or short <= 0:
            yield call
        else:
            minutes = call.work_minutes + short
            yield replace(
                call, end=max(call.end, call.start + minutes * _MINUTE), work_minutes=minutes
            )


@dataclass(frozen=True, slots=True)
class RestTerms:
    """How a region keeps the rest after night calls.

    Parameters
    ----------
    rest
        How much is owed.
    direct
        A shift that begins no later than this after a call follows it directly.
    """

    rest: timedelta = REST
    direct: timedelta = timedelta()

    @classmethod
    def of(cls, ruleset: Ruleset) -> RestTerms | None:
        """The terms of a ruleset; None: it keeps no such rest."""
        setting = ruleset.setting(REST_AFTER_CALL)
        if setting is None:
            return cls()
        if not setting.enabled:
            return None
        given = dict(setting.parameters)
        rest, direct = (given.get(name) for name in ("rest", "direct"))
        return cls(
            REST if rest is None else timedelta(minutes=int(rest)),
            timedelta(minutes=int(direct or 0)),
        )


@dataclass(frozen=True, slots=True)
class RestOwed:
    """The uninterrupted rest that somebody is owed after the last call of a night.

    Parameters
    ----------
    person
        Id.
    call
        When that call began.
    start, end
        The stretch in which the rest falls if they are given what is owed, UTC.
    had
        The longest rest that their other duties leave, as far as it is looked for.
    """

    person: str
    call: datetime
    start: datetime
    end: datetime
    had: timedelta

    @property
    def is_missed(self) -> bool:
        """Whether their other duties do not leave it."""
        return self.had < self.end - self.start


def rest_owed(
    duties: Iterable[Duty],
    zone: ZoneInfo,
    terms: RestTerms = RestTerms(),
) -> list[RestOwed]:
    """The rest owed after night calls, by person and time (ATW 5:9(6)a).

    After the last call that began between 00:00 and 06:00: uninterrupted rest from its end, before
    the next shift begins. Where a shift follows the call directly: as much rest anywhere in the 18
    hours from 06:00, or else the last hours of these. Later calls interrupt it; on call is rest.

    Parameters
    ----------
    duties
        Of any people: calls as `counted_calls` gives them, and work here and elsewhere; of other
        kinds nothing is asked.
    zone
        Where 00:00 and 06:00 are read.
    """
    by_person: dict[str, list[Duty]] = {}
    for duty in duties:
        if duty.kind in (DutyKind.WORK, DutyKind.ELSEWHERE, DutyKind.CALL):
            by_person.setdefault(duty.person, []).append(duty)
    found = []
    for _, mine in sorted(by_person.items()):
        mine.sort(key=lambda duty: (duty.start, duty.end))
        for call in _last_of_nights(mine, zone):
            found.append(_owed(call, mine, zone, terms))
    return found


def _last_of_nights(duties: Sequence[Duty], zone: ZoneInfo) -> Iterator[Duty]:
    """The last call of each night, by start."""
    last: dict[object, Duty] = {}
    for duty in duties:
        local = duty.start.astimezone(zone)
        if duty.kind is DutyKind.CALL and local.time() < NIGHT_ENDS:
            last[local.date()] = duty
    yield from last.values()


def _owed(call: Duty, duties: Sequence[Duty], zone: ZoneInfo, terms: RestTerms) -> RestOwed:
    rest = terms.rest
    later = [duty for duty in duties if duty.end > call.end]
    shift = next((duty.start for duty in later if duty.kind is not DutyKind.CALL), None)
    if shift is not None and shift <= call.end + terms.direct:
        day = call.start.astimezone(zone).date()
        six = datetime.combine(day, NIGHT_ENDS, zone).astimezone(UTC)
        start, end = _within((six, six + DAY_AFTER), call, later, rest)
        return RestOwed(call.person, call.start, start, start + rest, min(rest, end - start))
    start = call.end
    for duty in later:
        if duty.kind is DutyKind.CALL and duty.start < start + rest:
            start = max(start, duty.end)
    had = rest if shift is None else max(timedelta(), min(rest, shift - start))
    return RestOwed(call.person, call.start, start, start + rest, had)


def _within(window: Stretch, call: Duty, later: Sequence[Duty], rest: timedelta) -> Stretch:
    """The first free stretch of a window that is long enough, or what the last hours leave."""
    busy = [(call.start, call.end), *((duty.start, duty.end) for duty in later)]
    free = list(subtract([window], busy))
    enough = next((piece for piece in free if piece[1] - piece[0] >= rest), None)
    if enough is not None:
        return enough
    start = max(window[1] - rest, call.end)
    longest = max((end - first for first, end in free), default=timedelta())
    return start, start + longest


def _minutes(length: timedelta) -> int:
    return length // _MINUTE
