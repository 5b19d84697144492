"""Makes up the last months of a scene: duties as they could have been worked.

On call goes round by the week; an on-site seat goes round by the day, early shifts before late
ones before nights. Where nobody fits, somebody else is asked to swap; where that does not help
either, the past has a gap, as a real one would.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from data.demo.diary import Diary, overlap
from data.demo.scene import (
    DAY,
    HISTORY_START,
    PERIOD_START,
    WEEK,
    ZONE,
    Scene,
    elapsed_minutes,
    instant,
    local,
)
from data.model.duty import Absence, Duty, DutyKind
from data.model.fixed_duties import weekly_duties
from data.model.person import CompetenceLevel, ProvisionKind
from data.model.post import STANDARD_PATTERNS, PostKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from data.demo.scene import Scene
    from data.model.person import Person
    from data.model.post import Post

ORDER = {"D": 0, "L": 1, "N": 2}


NIGHT_PRICE = 2.0  #: hours that a night already worked weighs against the next one


SAME_AGAIN, STEP_ON, FRESH_START = 12.0, 9.0, 3.0  #: hours that a healthy sequence is worth


WAITED_FOR_EVER = 1000.0  #: days


class Worth:
    """Compares people for a shift.

    Parameters
    ----------
    since
        Start of the past.
    """

    def __init__(self, scene: Scene, diaries: dict[str, Diary], since: datetime) -> None:
        self.diaries = diaries
        self.since = since
        self._people = {person.id: person for person in scene.people}
        self._functions = Counter(person for person, _ in _held(scene))

    def of(self, duty: Duty) -> tuple[float, float]:
        """How well a duty suits its person; more is better."""
        if duty.kind is DutyKind.ON_CALL:
            return self._waited(duty), -float(self._functions[duty.person])
        return self._hours_due(duty) - self._night_load(duty) + self._sequence(duty), 0.0

    def _waited(self, duty: Duty) -> float:
        """Days since the last time on call."""
        rows = self.diaries[duty.person].on_call
        return (duty.start - rows[-1].start) / DAY if rows else WAITED_FOR_EVER

    def _hours_due(self, duty: Duty) -> float:
        """Contract hours until now that are not worked yet."""
        person = self._people[duty.person]
        weeks = (duty.end - self.since) / WEEK
        due = person.hours_per_week(local(duty.start).date()) * weeks
        return due - self.diaries[duty.person].minutes(self.since, duty.end) / 60

    def _night_load(self, duty: Duty) -> float:
        if duty.name != "N":
            return 0.0
        return NIGHT_PRICE * sum(each.name == "N" for each in self.diaries[duty.person].work)

    def _sequence(self, duty: Duty) -> float:
        """The value of the shift as a step after the last one, in hours."""
        diary = self.diaries[duty.person]
        last = diary.last_before(duty.start)
        if last is None or duty.start - last.start > 2 * DAY or last.name not in ORDER:
            return FRESH_START if duty.name == "D" else 0.0
        step = ORDER.get(duty.name, 0) - ORDER[last.name]
        before = diary.last_before(last.start)
        run = before is not None and before.name == last.name and last.start - before.start <= DAY
        if step == 0:
            return -SAME_AGAIN if run else SAME_AGAIN
        if step < 0:
            return -STEP_ON
        return STEP_ON if run else 0.0


def _held(scene: Scene) -> set[tuple[str, str]]:
    return {(each.person, each.function) for each in scene.competences}


T = TypeVar("T", Absence, Duty)


PATTERNS = {pattern.id: pattern for pattern in STANDARD_PATTERNS}


KINDS = {PostKind.ON_SITE: DutyKind.WORK, PostKind.ON_CALL: DutyKind.ON_CALL}


PAST = (instant(HISTORY_START), instant(PERIOD_START))


MARGIN = 2 * WEEK  #: rows this far around the past are heeded


MOST_SWAPS = {DutyKind.WORK: 2, DutyKind.ON_CALL: 3}


SWAPS_WITHIN = {DutyKind.WORK: 5 * DAY, DutyKind.ON_CALL: 5 * WEEK}


def make_history(scene: Scene) -> tuple[Duty, ...]:
    """Sixteen weeks of duties on all posts that are rostered, by post and start."""
    past = _Past(scene)
    for kind in (DutyKind.ON_CALL, DutyKind.WORK):
        unfilled = [shift for shift in _shifts(scene, kind) if not past.give(shift)]
        for shift in unfilled:
            past.swap(shift, MOST_SWAPS[kind])
    rank = {post.id: number for number, post in enumerate(scene.posts)}
    rows = [row for diary in past.diaries.values() for row in diary.given()]
    return tuple(sorted(rows, key=lambda row: (rank[row.post], row.start, row.person)))


class _Past:
    """Duties that are being handed out."""

    def __init__(self, scene: Scene) -> None:
        absences, elsewhere = _by_person(scene.absences), _by_person(scene.elsewhere)
        self.diaries = {
            person.id: _diary(person, absences[person.id], elsewhere[person.id])
            for person in scene.people
        }
        self._worth = Worth(scene, self.diaries, PAST[0])
        people = {person.id: person for person in scene.people}
        self._competent = {
            post.id: [
                each
                for each in scene.competences
                if each.function == post.function
                and each.level is CompetenceLevel.QUALIFIED
                and set(people[each.person].regions) & set(post.regions)
            ]
            for post in scene.posts
        }

    def give(self, shift: Duty, but_not: str = "") -> bool:
        """Put a shift on the name of whom it suits best; false if it fits nobody else."""
        able = [
            duty
            for person in self._holders(shift)
            for duty in [replace(shift, person=person)]
            if person != but_not and self.diaries[person].takes(duty)
        ]
        if able:
            chosen = max(able, key=self._worth.of)
            self.diaries[chosen.person].add(chosen)
        return bool(able)

    def swap(self, shift: Duty, swaps: int) -> bool:
        """Give a shift to somebody who hands another one over, and so on; false if nobody can."""
        reach = SWAPS_WITHIN[shift.kind]
        return any(
            self._hands_over(old, replace(shift, person=person), swaps)
            for person in self._holders(shift)
            for old in self.diaries[person].given()
            if old.kind is shift.kind and abs(old.start - shift.start) <= reach
        )

    def _hands_over(self, old: Duty, new: Duty, swaps: int) -> bool:
        diary = self.diaries[new.person]
        diary.remove(old)
        if diary.takes(new):
            diary.add(new)
            if self.give(old, but_not=old.person) or (swaps > 1 and self.swap(old, swaps - 1)):
                return True
            diary.remove(new)
        diary.add(old)
        return False

    def _holders(self, shift: Duty) -> list[str]:
        """Who is qualified for a shift, each once, in the order of the scene."""
        first = local(shift.start).date()
        last = local(shift.end - timedelta(minutes=1)).date()
        able = [each.person for each in self._competent[shift.post] if each.covers(first, last)]
        return list(dict.fromkeys(able))


def _by_person(rows: Iterable[T]) -> dict[str, list[T]]:
    """Absences or duties near the past, per person."""
    found: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        if row.start < PAST[1] + MARGIN and PAST[0] - MARGIN < row.end:
            found[row.person].append(row)
    return found


def _diary(person: Person, absences: Iterable[Absence], elsewhere: Iterable[Duty]) -> Diary:
    """What stands in a diary before the past is made up: absences and work elsewhere."""
    exempt = [
        (instant(each.start), instant(each.until + DAY) if each.until else PAST[1] + MARGIN)
        for each in person.provisions
        if each.kind in (ProvisionKind.NIGHT_EXEMPTION, ProvisionKind.PREGNANCY)
    ]
    diary = Diary(PAST, exempt, person.limits.max_shifts_per_month)
    for each in absences:
        row = Duty(person.id, "", DutyKind.ABSENCE, each.start, each.end, each.work_minutes)
        diary.add(row)
    weekly = weekly_duties(person, PAST[0] - MARGIN, PAST[1] + MARGIN, ZONE, ())
    for duty in (*elsewhere, *weekly):
        if not any(overlap(each, duty.start, duty.end) for each in diary.absences):
            diary.add(duty)
    return diary


def _shifts(scene: Scene, kind: DutyKind) -> Iterable[Duty]:
    """What is to be handed out: by day, nights first, since fewest people may do them.

    The stretch of on-call that is going on as the past begins is cut.
    """
    found = [
        (post.priority, Duty("", post.id, kind, max(start, PAST[0]), end, minutes, name))
        for post in scene.posts
        if KINDS.get(post.kind) is kind
        for name, start, end in _dated(post)
        if end > PAST[0] and (kind is DutyKind.ON_CALL or start >= PAST[0])
        for minutes in [elapsed_minutes(start, end) if kind is DutyKind.WORK else 0]
        for _ in range(post.required)
    ]
    found.sort(key=lambda each: (local(each[1].start).date(), -each[1].start.timestamp(), each[0]))
    return [duty for _, duty in found]


def _dated(post: Post) -> Iterator[tuple[str, datetime, datetime]]:
    pattern = PATTERNS[post.pattern]
    for day, shift in pattern.starting_between(HISTORY_START - WEEK, PERIOD_START):
        yield shift.name, *shift.on(day, ZONE)
