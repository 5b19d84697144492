"""Who is duty manager now: by the roster in force, or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.contact import Recipient
from scheduler.coverage.validity import unable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from data.model.contact import DutyManager
    from scheduler.coverage.known import Known

Reached = tuple[Recipient, frozenset[str]]  #: who, and for which regions; none: for all


def managers_now(
    known: Known, rows: Iterable[DutyManager], people: Mapping[str, Recipient], now: datetime
) -> dict[int, list[Reached]]:
    """Duty managers by level; a post that nobody validly holds now has none.

    Parameters
    ----------
    known
        The rosters in force around `now`.
    people
        Everybody who is here, by code.
    """
    found: dict[int, list[Reached]] = {}
    for row in rows:
        for recipient in _recipients(known, row, people, now):
            found.setdefault(row.level, []).append((recipient, frozenset(row.regions)))
    return found


def first_to_hear(
    known: Known, people: Mapping[str, Recipient], now: datetime
) -> tuple[Recipient, ...]:
    """The duty managers of the first level that anybody is of, whom a channel may reach."""
    levels = managers_now(known, known.alerts.duty_managers, people, now)
    for _level, reached in sorted(levels.items()):
        found = {recipient.key: recipient for recipient, _regions in reached if recipient.contacts}
        if found:
            return tuple(found.values())
    return ()


def _recipients(
    known: Known, row: DutyManager, people: Mapping[str, Recipient], now: datetime
) -> Iterator[Recipient]:
    if row.post:
        yield from (people[code] for code in holders_now(known, row.post, now) if code in people)
    elif row.person:
        if row.person in people:
            yield people[row.person]
    else:
        yield outsider(row)


def outsider(row: DutyManager) -> Recipient:
    """Somebody outside the records, or a group chat."""
    return Recipient(f"outside/{row.name}", row.name, ((row.channel, row.address),))


def holders_now(known: Known, post: str, now: datetime) -> list[str]:
    """Codes of the people who are really on a post at a moment."""
    meant = known.posts.get(post)
    if meant is None:
        return []
    return [
        person
        for filled in known.published.get(post, ())
        if filled.shift.start <= now < filled.shift.end
        for person in filled.holders
        if not any(
            start <= now < end for start, end, _ in unable(known, person, meant, filled.shift)
        )
    ]
