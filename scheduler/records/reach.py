"""Whom nothing would reach, and whose gaps nobody would hear of: told before it is a surprise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.post import PostKind
from data.store import records
from data.tables.period import ZONE

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.duty import Assignment
    from data.model.shift import Shift
    from data.store.opening import Store

Tables = Mapping[str, Sequence[Mapping[str, str]]]  #: name -> rows of column -> text
_ASKED = ("people", "posts", "competences", "contacts", "duty_managers")


class Unreached(StrEnum):
    """What would come as a surprise on the board."""

    ON_CALL = "on_call"  #: people on call whom nothing reaches: they are no cover
    AT_A_DESK = "at_a_desk"  #: people with other duties who hear of no change and no open shift
    NO_MANAGER = "no_manager"  #: posts of which nobody hears when they fall open


@dataclass(frozen=True, slots=True)
class ReachWarning:
    """People or posts that share one shortcoming.

    Parameters
    ----------
    who
        Their names by id, in the order of the names.
    """

    kind: Unreached
    who: Mapping[str, str]


def reach_warnings(
    connection: Connection, today: date, duties: Iterable[tuple[str, str]] | None = None
) -> tuple[ReachWarning, ...]:
    """Whom nothing would reach, and posts whose gaps nobody would hear of, by the records.

    Asked at an import, before planning and before signing, with the answer that the board gives
    later: somebody on call without contact details is no cover.

    Parameters
    ----------
    today
        The local date: competences that ended before it do not count.
    duties
        Pairs of a person and a post that are to be signed; None: whoever may fill a post.
    """
    tables = records.texts_of(connection, _ASKED, ZONE)
    pairs = _possible(tables, today) if duties is None else set(duties)
    kinds = {row["id"]: row["kind"] for row in tables["posts"]}
    reached = {row["person"] for row in tables["contacts"]}
    mute = [(person, kinds.get(post, "")) for person, post in pairs if person not in reached]
    on_call = {person for person, kind in mute if kind == PostKind.ON_CALL}
    others = {person for person, kind in mute if kind not in ("", PostKind.OPEN_CALL)} - on_call
    found = {
        Unreached.ON_CALL: _named(tables["people"], on_call),
        Unreached.AT_A_DESK: _named(tables["people"], others),
        Unreached.NO_MANAGER: _named(tables["posts"], _without_manager(tables)),
    }
    return tuple(ReachWarning(kind, who) for kind, who in found.items() if who)


def look_for_unreached(
    store: Store, today: date, duties: Iterable[tuple[str, str]] | None = None
) -> tuple[ReachWarning, ...]:
    """The same, of a store."""
    with store.reading() as connection:
        return reach_warnings(connection, today, duties)


def people_reached(connection: Connection) -> frozenset[str]:
    """Ids of people of whom contact details are known, as the board has it."""
    rows = records.texts_of(connection, ("people", "contacts"), ZONE)["contacts"]
    return frozenset(row["person"] for row in rows)


def duties_to_come(
    assignments: Iterable[Assignment], shifts: Iterable[Shift], now: datetime
) -> set[tuple[str, str]]:
    """Each person with each post on which they have a duty that is not over."""
    posts = {shift.id: shift.post for shift in shifts if shift.end > now}
    return {(one.person, posts[one.shift]) for one in assignments if one.shift in posts}


def _possible(tables: Tables, today: date) -> set[tuple[str, str]]:
    """Each person with each post that they may fill, now or later."""
    holders: dict[str, set[str]] = {}
    for row in tables["competences"]:
        if row.get("until", "9999") >= today.isoformat():
            holders.setdefault(row["function"], set()).add(row["person"])
    return {
        (person, row["id"])
        for row in tables["posts"]
        for person in holders.get(row["function"], ())
    }


def _without_manager(tables: Tables) -> set[str]:
    """Posts that no row of duty managers is for; a row without regions is for all."""
    served = [set(_parts(row.get("regions", ""))) for row in tables["duty_managers"]]
    return {
        row["id"]
        for row in tables["posts"]
        if not any(not one or one & set(_parts(row["regions"])) for one in served)
    }


def _parts(text: str) -> list[str]:
    return [one for one in text.split(";") if one]


def _named(rows: Iterable[Mapping[str, str]], ids: set[str]) -> dict[str, str]:
    named = [(row["name"], row["id"]) for row in rows if row["id"] in ids]
    return {code: name for name, code in sorted(named)}


def warning_words(warning: ReachWarning, speech: Language) -> tuple[str, str]:
    """What is missing, and what to do about it; the names are left to whoever shows it."""
    number = len(warning.who)
    add_contact = speech.gettext("Write down a telephone number or a mail address.")
    match warning.kind:
        case Unreached.ON_CALL:
            what = speech.ngettext(
                "{count} person may be on call, and nothing says how to reach them: on call they"
                " do not count as cover.",
                "{count} people may be on call, and nothing says how to reach them: on call they"
                " do not count as cover.",
                number,
            )
            return what, add_contact
        case Unreached.AT_A_DESK:
            what = speech.ngettext(
                "{count} person may have duties, and nothing says how to reach them: they hear of"
                " no change and no open shift.",
                "{count} people may have duties, and nothing says how to reach them: they hear of"
                " no change and no open shift.",
                number,
            )
            return what, add_contact
        case Unreached.NO_MANAGER:
            what = speech.ngettext(
                "Nobody is told when {count} post falls open: it has no duty manager.",
                "Nobody is told when {count} posts fall open: they have no duty manager.",
                number,
            )
            return what, speech.gettext(
                "Add the duty managers to your file (sheet duty_managers) and import it."
            )
