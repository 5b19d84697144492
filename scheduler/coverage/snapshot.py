"""Coverage as it is now, kept in memory: worked out anew when something was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.contact import Recipient
from data.model.gap import MORE, UNROSTERED, UncoveredInterval
from data.model.request import OfferStatus
from data.model.roster import RemarkKind
from data.model.sign_off import SignOff
from data.model.stand_in import stand_ins_by_shift
from data.store import accounts, gaps, requests, signing, staffing
from data.store.audit import trail
from data.tables.period import ZONE
from scheduler.cache import Cache
from scheduler.coverage.desk_duties import next_deadline
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.input import CoverageInput, StaffedShift, with_recorded
from scheduler.coverage.monitor import CoverageReading, horizon, record_gaps
from scheduler.coverage.status import CoverageStatus, GapResponses, GapRow, judge
from scheduler.coverage.uncovered import find_uncovered
from scheduler.records.contacts import people_to_reach

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Sequence

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.duty import Assignment
    from data.model.roster import RosterHead
    from data.model.shift import Shift
    from data.model.stand_in import StandIn
    from data.store.opening import Store

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)  #: up to when whatever is signed counts


@dataclass(frozen=True)
class CoverageFacts:
    """The input of coverage and its uncovered intervals, at some point of the audit trail.

    Parameters
    ----------
    seq
        Where the trail was; whatever changes coverage stands in it.
    start, until
        From the midnight before up to the horizon.
    people
        Everybody who is here, with how to reach them, by id.
    names
        Of everybody ever, by id.
    signed
        Who accepted what with the signatures of the rosters in force.
    holds_until
        The first moment at which somebody is late who may still confirm to be there: coverage is
        another from then on, though nothing was written; None: there is none.
    """

    seq: int
    start: datetime
    until: datetime
    inputs: CoverageInput
    intervals: tuple[UncoveredInterval, ...]
    people: Mapping[str, Recipient]
    names: Mapping[str, str]
    signed: SignOff = field(default_factory=SignOff)
    holds_until: datetime | None = None


@dataclass(frozen=True)
class CoverageSnapshot:
    """Coverage at a moment.

    Parameters
    ----------
    status
        What is open.
    """

    facts: CoverageFacts
    status: CoverageStatus

    @property
    def at(self) -> datetime:
        """The moment."""
        return self.status.at

    @property
    def rows(self) -> tuple[GapRow, ...]:
        """Every gap that is open, by start."""
        return self.status.rows


def record_snapshot(store: Store, snapshot: CoverageSnapshot, weeks: int) -> None:
    """Keep the gaps that were seen, as a sweep would; nobody is told of them by this.

    Raises
    ------
    InputError
        The records changed meanwhile, and no longer hold together.
    StoreError
        The store cannot be written to now.
    """
    facts, now = snapshot.facts, snapshot.at
    intervals = tuple(interval for interval in facts.intervals if interval.end > now)
    look = CoverageReading(facts.seq, facts.inputs, intervals, facts.until)
    with store.writing() as connection:
        trail.take_turn(connection)
        record_gaps(connection, look, weeks, now)


_PERIODS = 12  #: of so many rosters the facts are kept
_REACHES = 32  #: for so many sets of regions the facts are kept


class CoverageCache:
    """Shows coverage as it is; any number of threads may ask.

    Asking costs little until the records change or a roster is signed: the facts are kept for the
    day. Gaps and offers change more often, and are read each time. Of somebody who may see some
    regions only their posts are looked at, so that it costs what these regions would alone.
    """

    def __init__(self, store: Store, weeks: int) -> None:
        self._store, self._weeks = store, weeks
        self._days: Cache[CoverageFacts] = Cache(_REACHES)
        self._periods: Cache[CoverageInput] = Cache(_PERIODS)

    def facts(self, now: datetime, reach: Reach = EVERYWHERE) -> CoverageFacts:
        """What coverage is worked out from, of the posts within reach.

        Raises
        ------
        InputError
            The records do not hold together.
        """
        with self._store.reading() as connection:
            return self._facts(connection, now, reach)

    def is_known(self, now: datetime, reach: Reach = EVERYWHERE) -> bool:
        """Whether asking costs little now: nothing was written since it was worked out."""
        with self._store.reading() as connection:
            kept = self._days.peek_current(connection, _key(now, reach))
        return kept is not None and _holds(kept.inputs, kept.holds_until, now)

    def snapshot(self, now: datetime, reach: Reach = EVERYWHERE) -> CoverageSnapshot:
        """Coverage from now to the horizon; without any post there is nothing to see.

        Parameters
        ----------
        reach
            Of the posts that serve one of these regions.

        Raises
        ------
        InputError
            The records do not hold together.
        """
        with self._store.reading() as connection:
            facts = self._facts(connection, now, reach)
            posts = None if reach.is_all else facts.inputs.posts.keys()
            responses = read_responses(connection, now, now, facts.signed, posts)
        intervals = [interval for interval in facts.intervals if interval.end > now]
        return CoverageSnapshot(facts, judge(intervals, facts.inputs.posts, responses, now))

    def of_roster(
        self,
        head: RosterHead,
        shifts: Sequence[Shift],
        assignments: Iterable[Assignment],
        now: datetime,
        splits: Iterable[StandIn] = (),
    ) -> CoverageStatus:
        """The gaps of one roster as if it were in force: of its shifts, and of time without one.

        Its last shifts may end after its period does. Those of a roster that is in force are the
        same as `snapshot` finds.

        Parameters
        ----------
        shifts, assignments
            All of the roster.
        splits
            Take-overs of a draft, which count in it beside those in force.

        Raises
        ------
        InputError
            The records do not hold together.
        """
        end = max([head.end, *(shift.end for shift in shifts)])
        with self._store.reading() as connection:
            inputs = self._known(connection, head.start, end, now)
            responses = read_responses(connection, now, now, self._facts(connection, now).signed)
        if splits:
            counted = [*(one for mine in inputs.stand_ins.values() for one in mine), *splits]
            inputs = replace(inputs, stand_ins=stand_ins_by_shift(counted))
        held: dict[str, list[str]] = {}
        for one in assignments:
            if not one.double:
                held.setdefault(one.shift, []).append(one.person)
        mine = {one.id for one in shifts}
        posts = _posts_of(head, shifts, inputs)
        intervals = [
            interval
            for interval in find_uncovered(
                _with_roster(inputs, head, shifts, held), head.start, end
            )
            if interval.slot in mine
            or (
                (interval.slot == UNROSTERED or interval.slot.startswith(MORE))
                and interval.post in posts
                and interval.start < head.end
            )
        ]
        return judge(intervals, inputs.posts, responses, now)

    def _known(
        self, connection: Connection, start: datetime, end: datetime, now: datetime
    ) -> CoverageInput:
        """What coverage of a stretch of time is worked out from, kept like that of now."""
        key = now.astimezone(ZONE).date(), start, end
        return self._periods.current(
            connection,
            key,
            lambda: read_coverage_input(connection, start, end, now),
            lambda kept: _holds(kept, next_deadline(kept), now),
        )

    def _facts(
        self, connection: Connection, now: datetime, reach: Reach = EVERYWHERE
    ) -> CoverageFacts:
        return self._days.current(
            connection,
            _key(now, reach),
            lambda: _gather(connection, self._weeks, now, reach),
            lambda kept: _holds(kept.inputs, kept.holds_until, now),
        )


def _key(now: datetime, reach: Reach) -> Hashable:
    """Under what facts are kept: for the local day."""
    return now.astimezone(ZONE).date(), reach


def _holds(inputs: CoverageInput, until: datetime | None, now: datetime) -> bool:
    """Whether what was seen before is so now: nobody became late in the meantime, or rested."""
    presence = inputs.presence
    has_turned = until is not None and until <= now
    return not has_turned and (not presence.terms or presence.seen_at <= now)


def _posts_of(head: RosterHead, shifts: Sequence[Shift], inputs: CoverageInput) -> set[str]:
    """The posts that a roster is of: those of its shifts, and those that are in its book now."""
    held = {shift.post for shift in shifts}
    return held | {code for code, post in inputs.posts.items() if post.book == head.book}


def _with_roster(
    inputs: CoverageInput,
    head: RosterHead,
    shifts: Sequence[Shift],
    held: Mapping[str, Sequence[str]],
) -> CoverageInput:
    """The same with one roster in force in its period, whatever is."""
    posts = _posts_of(head, shifts, inputs)
    published: dict[str, list[StaffedShift]] = {
        post: [
            one
            for one in filled
            if post not in posts or not head.start <= one.shift.start < head.end
        ]
        for post, filled in inputs.published.items()
    }
    for shift in shifts:
        filled = inputs.staffed(shift, tuple(sorted(held.get(shift.id, ()))))
        published.setdefault(shift.post, []).append(filled)
    ordered = {
        post: tuple(sorted(filled, key=lambda one: (one.shift.start, one.shift.id)))
        for post, filled in published.items()
    }
    before = inputs.begins or {}
    mine = {shift.post for shift in shifts} or posts
    begins = {post: min(head.start, before.get(post, head.start)) for post in mine}
    others_from = min(head.start, inputs.others_from or head.start)
    signed = replace(
        inputs, published=ordered, begins={**before, **begins}, others_from=others_from
    )
    return with_recorded(signed, [(head.start, head.end)])


def _gather(connection: Connection, weeks: int, now: datetime, reach: Reach) -> CoverageFacts:
    start = datetime.combine(now.astimezone(ZONE).date(), time(), ZONE).astimezone(UTC)
    until = horizon(now, weeks)
    inputs = read_coverage_input(connection, start, until, now, reach)
    posts = None if reach.is_all else inputs.posts.keys()
    people = None if reach.is_all else inputs.regions.keys()
    return CoverageFacts(
        trail.head(connection).seq,
        start,
        until,
        inputs,
        find_uncovered(inputs, start, until),
        people_to_reach(connection, people),
        staffing.names_of_people(connection),
        signing.sign_off_between(connection, start, FOR_EVER, RemarkKind.GAP, posts),
        next_deadline(inputs),
    )


def read_responses(
    connection: Connection,
    since: datetime,
    now: datetime,
    signed: SignOff | None = None,
    posts: Collection[str] | None = None,
) -> GapResponses:
    """What people said and did about the gaps whose time is not over by `since`.

    Parameters
    ----------
    signed
        What the signatures say; None: it is read.
    posts
        Of the gaps of these posts; None: of all.
    """
    if signed is None:
        signed = signing.sign_off_between(connection, since, FOR_EVER, RemarkKind.GAP, posts)
    records = gaps.read_gaps(connection, since=since, posts=posts)
    return GapResponses(
        records=records,
        signed=signed,
        offered=_offered(connection, now),
        users=accounts.names_of_logins(
            connection, {who for gap in records for who in (gap.acknowledged_by, gap.accepted_by)}
        ),
    )


def _offered(connection: Connection, now: datetime) -> dict[str, list[str]]:
    """By shift, the people to whom it is offered and who did not answer yet."""
    found: dict[str, list[str]] = {}
    for offer in requests.offers(connection, [OfferStatus.OPEN]):
        if now < offer.expires_at:
            found.setdefault(offer.shift, []).append(offer.person)
    return found
