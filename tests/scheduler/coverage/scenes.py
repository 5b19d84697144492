"""Small scenes of coverage, made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from data.model.duty import Absence, AbsenceKind
from data.model.person import Competence
from data.model.post import Post, PostKind
from data.model.register import Register
from data.model.shift import Shift
from scheduler.coverage.input import CoverageInput, StaffedShift

ZONE = ZoneInfo("Europe/Amsterdam")
DESK = Post("CACO", "CaCo", "CACO", ("FL",), PostKind.ON_SITE, "3x8")
HOME = Post("IM", "IM", "IM", ("FL",), PostKind.ON_CALL, "week-fri", priority=2)


def local(text: str) -> datetime:
    """An instant of the local clock, such as ``2027-01-04 07:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def shift(start: str, end: str, post: Post = DESK) -> Shift:
    begin, finish = local(start), local(end)
    minutes = (finish - begin) // timedelta(minutes=1) if post is DESK else 0
    return Shift(f"{post.id}:{start.replace(' ', 'T')}", post.id, "D", begin, finish, minutes)


def day_of(text: str) -> list[Shift]:
    """The three shifts that begin on a day."""
    after = (date.fromisoformat(text) + timedelta(days=1)).isoformat()
    return [
        shift(f"{text} 07:00", f"{text} 15:00"),
        shift(f"{text} 15:00", f"{text} 23:00"),
        shift(f"{text} 23:00", f"{after} 07:00"),
    ]


def known(*filled: StaffedShift, posts=(DESK,), people=("a", "b", "c"), **given) -> CoverageInput:
    """Everybody is competent and reachable, and what was published is what is expected."""
    published: dict[str, list[StaffedShift]] = {}
    for one in sorted(filled, key=lambda one: one.shift.start):
        published.setdefault(one.shift.post, []).append(one)
    competences = tuple(
        Competence(person, post.function, date(2020, 1, 1)) for person in people for post in posts
    )
    whole = CoverageInput(
        zone=ZONE,
        posts={post.id: post for post in posts},
        regions=dict.fromkeys(people, ("FL",)),
        register=Register(competences),
        away={},
        reachable=frozenset(people),
        left={},
        published={post: tuple(found) for post, found in published.items()},
        expected={
            post: tuple((one.shift.start, one.shift.end) for one in found)
            for post, found in published.items()
        },
        ends={post: found[-1].shift.end for post, found in published.items()},
    )
    return replace(whole, **given)


def ill(person: str, start: str, end: str, kind=AbsenceKind.ILLNESS) -> dict:
    return {"away": {person: (Absence(person, kind, local(start), local(end)),)}}
