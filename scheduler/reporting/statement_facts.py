"""The 24/7 statement as facts for programs, and read back from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from data.model.gap import Cause
from data.model.post import Post, PostKind
from data.tables.period import ZONE
from scheduler.coverage.proof import CoverageProof, MonthOfPost, is_counted
from scheduler.reporting.stated_demand import demand_facts, demand_from
from scheduler.reporting.statement import (
    Consented,
    OpenStretch,
    SharedPost,
    StatedRoster,
    StatedSubstitution,
    Statement,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_AVAILABLE = "not_available"  #: stands for causes that say something of a person
#: Causes that say something of a person. That nobody can be reached on a post is no secret of
#: theirs: the board says it to everybody.
OF_A_PERSON = frozenset(
    {
        Cause.ILLNESS,
        Cause.LEAVE,
        Cause.COURSE,
        Cause.ABSENT,
        Cause.COMPETENCE_LAPSED,
        Cause.NOT_COMPETENT,
        Cause.PERSON_LEFT,
    }
)


def check_command(found: Statement) -> str:
    """What finds the same hash."""
    region = f" --region {found.region}" if found.region else ""
    book = f" --book {found.book}" if found.book else ""
    return f"caco coverage --from {found.first} --to {found.last}{region}{book} --json"


def statement_facts(found: Statement, *, may_know: bool, for_good: bool = False) -> dict[str, Any]:
    """All of it for programs; causes that tell of a person only to those who may know.

    Parameters
    ----------
    for_good
        As it is signed: without who signed and who accepted, and of an absence no more than that it
        was one. Personal data can be taken out of rosters and trail, and of this never.
    """
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
                "kind": post.kind.value,
                "most_chance_nobody": post.most_chance_nobody,
                "presence_minutes": post.presence_minutes,
                **_days_of(post),
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
                "by_cause": _by_cause(one.by_cause, may_know, for_good),
                "unrecorded": one.unrecorded,
                "done": one.done,
                "presence_asked": one.asked,
                "confirmed": one.confirmed,
            }
            for one in proof.months
        ],
        "done_up_to": proof.seen_at.isoformat(),
        "open": [_open_facts(one, may_know, for_good) for one in found.stretches],
        "no_record": [
            {
                "post": one.post,
                "start": one.start.isoformat(),
                "end": one.end.isoformat(),
                "required": len(one.causes),
            }
            for one in found.unrecorded
        ],
        "rosters": [_roster_facts(one, for_good) for one in found.rosters],
        **_substitutes(found, for_good=for_good),
        **demand_facts(found.demands, for_good=for_good),
        **_region_of(found),
        **({"book": found.book, "book_name": found.book_name} if found.book else {}),
    }


def _substitutes(found: Statement, *, for_good: bool) -> dict[str, Any]:
    """By which substitutes filled posts; of a statement without any nothing, as it always was."""
    rows = [
        {
            "post": one.post,
            "substitute": one.substitute,
            "authority": one.authority,
            "decided_by": None if for_good else one.decided_by,
            "from": one.start.isoformat(),
            "until": one.until.isoformat() if one.until else None,
            "duties": one.duties,
        }
        for one in found.substitutions
    ]
    return {"substitutions": rows} if rows else {}


def _region_of(found: Statement) -> dict[str, Any]:
    """The one region that a statement is about; of others nothing, as it always was."""
    if not found.region:
        return {}
    shared = [
        {"post": one.post, "name": one.name, "with": list(one.others)} for one in found.shared
    ]
    return {"region": found.region, "shared": shared}


def _days_of(post: Post) -> dict[str, str]:
    """The first and last day of a post that has one; of others nothing, as it always was."""
    days = {"from": post.start, "until": post.until}
    return {name: day.isoformat() for name, day in days.items() if day}


def _by_cause(minutes: Mapping[Cause, int], may_know: bool, for_good: bool) -> dict[str, int]:
    found: dict[str, int] = {}
    for cause, number in minutes.items():
        key = cause_code(cause.without_reason if for_good else cause, may_know)
        found[key] = found.get(key, 0) + number
    return found


def cause_code(cause: Cause, may_know: bool) -> str:
    """A cause for programs."""
    return NOT_AVAILABLE if cause in OF_A_PERSON and not may_know else cause.value


def _open_facts(one: OpenStretch, may_know: bool, for_good: bool) -> dict[str, Any]:
    return {
        "post": one.post,
        "slot": one.slot,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "minutes": one.minutes,
        "causes": [
            cause_code(cause.without_reason if for_good else cause, may_know)
            for cause in one.causes
        ],
        "accepted": [
            {
                "by": None if for_good else each.by,
                "reason": each.reason if may_know and not for_good else None,
                "version": each.version,
                "until": each.until.isoformat() if each.until else None,
            }
            for each in one.accepted
        ],
    }


def _roster_facts(head: StatedRoster, for_good: bool) -> dict[str, Any]:
    return {
        "id": head.id,
        "start": head.start.isoformat(),
        "end": head.end.isoformat(),
        "version": head.version,
        "signed_by": None if for_good or head.request else head.signer,
        "request": head.request or None,
        "signed_at": head.published_at.isoformat() if head.published_at else None,
        "hash": head.content_hash,
        "time_zone": head.time_zone,
    }


def statement_from(facts: Mapping[str, Any]) -> Statement:
    """The statement that some facts tell of; names of regions and posts as they were then."""
    period, audit = facts["period"], facts["audit"]
    proof = CoverageProof(
        start=datetime.fromisoformat(period["start"]),
        end=datetime.fromisoformat(period["end"]),
        months=tuple(_month_from(one) for one in facts["months"]),
        rows=facts["rows"],
        hash=facts["hash"],
        seen_at=datetime.fromisoformat(facts["done_up_to"]),
    )
    return Statement(
        first=date.fromisoformat(period["first"]),
        last=date.fromisoformat(period["last"]),
        regions=tuple(facts["regions"]),
        posts=tuple(_post_from(one) for one in facts["posts"]),
        proof=proof,
        stretches=tuple(_stretch_from(one) for one in facts["open"]),
        rosters=tuple(_roster_from(one) for one in facts["rosters"]),
        made_at=datetime.fromisoformat(facts["made_at"]),
        entry=audit["entry"],
        entry_hash=audit["hash"],
        unrecorded=tuple(_unrecorded_from(one) for one in facts["no_record"]),
        substitutions=tuple(_substitution_from(one) for one in facts.get("substitutions", ())),
        demands=demand_from(facts.get("demand", ())),
        region=facts.get("region", ""),
        shared=tuple(
            SharedPost(one["post"], one["name"], tuple(one["with"]))
            for one in facts.get("shared", ())
        ),
        book=facts.get("book", ""),
        book_name=facts.get("book_name", ""),
    )


def _substitution_from(one: Mapping[str, Any]) -> StatedSubstitution:
    return StatedSubstitution(
        one["post"],
        one["substitute"],
        one["authority"],
        one["decided_by"],
        date.fromisoformat(one["from"]),
        date.fromisoformat(one["until"]) if one["until"] else None,
        one["duties"],
    )


def _post_from(one: Mapping[str, Any]) -> Post:
    """Of a post what a statement says of it."""
    return Post(
        one["id"],
        one["name"],
        "",
        (),
        PostKind(one["kind"]),
        "",
        most_chance_nobody=one["most_chance_nobody"],
        presence_minutes=one["presence_minutes"],
        start=date.fromisoformat(one["from"]) if "from" in one else None,
        until=date.fromisoformat(one["until"]) if "until" in one else None,
    )


def _month_from(one: Mapping[str, Any]) -> MonthOfPost:
    return MonthOfPost(
        month=date.fromisoformat(f"{one['month']}-01"),
        post=one["post"],
        required=one["required"],
        named=one["named"],
        valid=one["valid"],
        by_cause={Cause(cause): minutes for cause, minutes in one["by_cause"].items()},
        unrecorded=one["unrecorded"],
        done=one["done"],
        asked=one["presence_asked"],
        confirmed=one["confirmed"],
    )


def _stretch_from(one: Mapping[str, Any]) -> OpenStretch:
    return OpenStretch(
        one["post"],
        one["slot"],
        datetime.fromisoformat(one["start"]),
        datetime.fromisoformat(one["end"]),
        tuple(Cause(cause) for cause in one["causes"]),
        accepted=tuple(
            Consented(
                each["by"] or "",
                each["reason"] or "",
                datetime.fromisoformat(each["until"]) if each["until"] else None,
                each["version"],
            )
            for each in one["accepted"]
        ),
    )


def _unrecorded_from(one: Mapping[str, Any]) -> OpenStretch:
    start, end = (datetime.fromisoformat(one[name]) for name in ("start", "end"))
    return OpenStretch(one["post"], "", start, end, (Cause.NOT_BEGUN,) * one["required"])


def _roster_from(one: Mapping[str, Any]) -> StatedRoster:
    return StatedRoster(
        one["id"],
        datetime.fromisoformat(one["start"]),
        datetime.fromisoformat(one["end"]),
        one["time_zone"],
        one["version"],
        one["signed_by"],
        one["request"] or "",
        datetime.fromisoformat(one["signed_at"]) if one["signed_at"] else None,
        one["hash"],
    )
