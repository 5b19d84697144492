"""How an entry of the trail is shown: in words, field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from data.i18n.kind_words import FIELD_WORDS
from data.i18n.sign_off_words import request_agreed
from data.model.days import DAY
from data.model.sign_off import agreed_request, was_unasked
from data.store.accounts import row_of
from data.tables.period import ZONE
from scheduler.reporting.audit_trail import KnownTrail
from web.audit.words import ACTIONS, ACTORS, CODED, CODES, KINDS, NAMED, PRIVATE, SHIFTS, WORDS
from web.locale import _, current_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.store.audit.trail import AuditEntry

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LOCAL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
NOTHING = KnownTrail()
NOBODY: Mapping[int, tuple[str, str]] = MappingProxyType({})
_PAGES = {"roster": "/rosters/{}", "gap": "/gaps/{}", "account": "/admin/accounts/{}"}


@dataclass(frozen=True, slots=True)
class Reader:
    """What a reader may know besides what was done.

    Parameters
    ----------
    sees_reasons
        Why people are not there, and how to reach them.
    administers
        Pages of accounts are theirs.
    withheld
        Numbers of entries about people of whom they may not know that.
    """

    sees_reasons: bool
    administers: bool
    withheld: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after; empty where there was or is nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry.

    Parameters
    ----------
    href
        The page of what it is about; empty: there is none.
    changes
        None: not for this reader.
    """

    seq: int
    at: datetime
    who: str
    what: str
    subject: str
    href: str
    changes: tuple[FieldChange, ...] | None
    is_erased: bool
    hash: str

    @property
    def year(self) -> int:
        """On the local clock, as the rest of the moment is shown."""
        return self.at.astimezone(ZONE).year


def rows_of(
    entries: Iterable[AuditEntry],
    people: Mapping[int, tuple[str, str]],
    reader: Reader,
    known: KnownTrail = NOTHING,
) -> list[AuditRow]:
    """Entries as a reader sees them.

    Parameters
    ----------
    people
        Row -> code and name.
    known
        Names of what the facts call by a code.
    """
    return [_row(entry, people, reader, known) for entry in entries]


def _row(
    entry: AuditEntry, people: Mapping[int, tuple[str, str]], reader: Reader, known: KnownTrail
) -> AuditRow:
    kind, _slash, rest = entry.subject.partition("/")
    number = rest.partition("/")[0]
    sees_reasons = reader.sees_reasons and entry.seq not in reader.withheld
    is_open = sees_reasons or kind not in PRIVATE
    has_page = reader.administers or kind != "account"
    return AuditRow(
        seq=entry.seq,
        at=entry.at,
        who=actor_in_words(entry.who, people, known),
        what=_what(entry),
        subject=_subject(kind, number, people, known),
        href=_href(kind, number, people) if has_page else "",
        changes=changes_of(entry.before, _facts_after(entry), people, known) if is_open else None,
        is_erased=entry.erased_by is not None,
        hash=entry.hash,
    )


def _facts_after(entry: AuditEntry) -> dict[str, Any] | None:
    """What is there since; of a new record not which it is as well, for it stands there whole."""
    after = entry.after
    if after is not None and entry.action == "record.added":
        return {name: value for name, value in after.items() if name != "key"}
    if after is not None and entry.action == "roster.published":
        return {**after, "accepted": [_accepted(one) for one in after.get("accepted") or ()]}
    if after is not None and "emptied" in after:
        emptied = sum(len(named) for named in after["emptied"].values())
        kept = {name: value for name, value in after.items() if name not in ("emptied", "seal")}
        return {**kept, "emptied": emptied}
    return after


def _accepted(facts: Mapping[str, Any]) -> dict[str, Any]:
    """An acceptance of a signature; those that 0.1.0 wrote by itself name nobody."""
    request = facts.get("request") or agreed_request(facts["reason"])
    if request:
        return {
            **facts,
            "by": "",
            "request": "",
            "reason": request_agreed(request, current_language()),
        }
    if was_unasked(facts["reason"]):
        return {**facts, "by": _("nobody was asked"), "reason": ""}
    return dict(facts)


def _what(entry: AuditEntry) -> str:
    """What was done; a version that came about by an offer or a swap was signed by nobody."""
    after = entry.after or {}
    if entry.action == "roster.published" and (
        after.get("request")
        or any(
            one["by"] == entry.who and agreed_request(one["reason"])
            for one in after.get("accepted") or ()
        )
    ):
        return _("new version, signed by nobody")
    return action_in_words(entry.action)


def action_in_words(action: str) -> str:
    """What was done; an action without words of its own stands as it is."""
    return _(ACTIONS[action]) if action in ACTIONS else action


def actor_in_words(
    who: str, people: Mapping[int, tuple[str, str]], known: KnownTrail = NOTHING
) -> str:
    """Who did something: by name, with the login of those who have more than one name here."""
    number = row_of(who)
    if number is not None:
        return people[number][1] if number in people else who
    name = known.accounts.get(who, who)
    return name if name == who else f"{name} ({who})"


def _subject(
    kind: str, number: str, people: Mapping[int, tuple[str, str]], known: KnownTrail
) -> str:
    noun = _(KINDS[kind]) if kind in KINDS else kind
    if kind == "people" and number.isdecimal() and int(number) in people:
        return f"{noun} {people[int(number)][1]}"
    if kind == "channel":
        return f"{noun} {_coded(number)}"
    return f"{noun} {number[:12]}".strip()


def _href(kind: str, number: str, people: Mapping[int, tuple[str, str]]) -> str:
    if kind == "people" and number.isdecimal() and int(number) in people:
        return f"/people/{people[int(number)][0]}"
    return _PAGES[kind].format(number) if kind in _PAGES and number.isdecimal() else ""


def changes_of(
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    people: Mapping[int, tuple[str, str]] = NOBODY,
    known: KnownTrail = NOTHING,
) -> tuple[FieldChange, ...]:
    """Field by field what was and what is; what is empty on both sides is left out."""
    was, now = before or {}, after or {}
    found = []
    for name in [*was, *(name for name in now if name not in was)]:
        first, last = (_field(name, side.get(name), people, known) for side in (was, now))
        if first or last:
            found.append(FieldChange(field_in_words(name), "" if first == last else first, last))
    return tuple(found)


def field_in_words(name: str) -> str:
    """A field; one without words of its own stands as it is."""
    return _(FIELD_WORDS[name]) if name in FIELD_WORDS else name.replace("_", " ")


def _field(
    name: str,
    value: Any,  # noqa: ANN401 - JSON
    people: Mapping[int, tuple[str, str]],
    known: KnownTrail,
) -> str:
    """The value of a field, with names for its codes."""
    match value:
        case list() if name == "period" and len(value) == 2:
            return _period(*value)
        case list():
            return "; ".join(_field(name, one, people, known) for one in value)
        case dict():
            told = ((field_in_words(k), _field(k, v, people, known)) for k, v in value.items())
            return ", ".join(f"{field} {text}" for field, text in told if text)
        case str() if value:
            return _text(name, value, people, known)
    return in_words(value)


def _text(name: str, text: str, people: Mapping[int, tuple[str, str]], known: KnownTrail) -> str:
    if name == "key":
        return " · ".join(_part(part, known) for part in text.split(" | ") if part)
    if name in NAMED:
        names = known.names.get(NAMED[name], {})
        return ", ".join(names.get(part) or in_words(part, people) for part in text.split(";"))
    if name in SHIFTS:
        return _shift(text, known)
    if name in CODES:
        return _(CODES[name][text]) if text in CODES[name] else text
    if name in CODED:
        return _coded(text)
    if name in ACTORS:
        return actor_in_words(text, people, known)
    return in_words(text, people)


def _part(text: str, known: KnownTrail) -> str:
    """One part of what tells rows apart: a code of some kind, a day, or something else."""
    for names in known.names.values():
        if text in names:
            return names[text]
    return in_words(_coded(text))


def _coded(code: str) -> str:
    return _(WORDS[code]) if code in WORDS else code


def _shift(text: str, known: KnownTrail) -> str:
    """The id of a shift, as ``CaCo, Wed 9 Dec 15:00``; what is none stands as it is."""
    post, _slash, start = text.partition(":")
    if not _LOCAL.fullmatch(start):
        return text
    at = datetime.fromisoformat(start)
    name = known.names.get("posts", {}).get(post, post)
    return f"{name}, {current_language().day(at.date())} {at:%H:%M}"


def _period(start: str, end: str) -> str:
    """Whole local days, as the period of a roster is shown."""
    first, last = (datetime.fromisoformat(one).astimezone(ZONE) for one in (start, end))
    return current_language().dates(first.date(), (last - DAY).date())


def in_words(value: Any, people: Mapping[int, tuple[str, str]] = NOBODY) -> str:  # noqa: ANN401 - JSON
    """A value of the facts that is no code."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case str() if _INSTANT.fullmatch(value):
            return current_language().moment(datetime.fromisoformat(value), ZONE)
        case str() if _DAY.fullmatch(value):
            return current_language().short_date(date.fromisoformat(value))
        case str() if _LOCAL.fullmatch(value):
            at = datetime.fromisoformat(value.replace(" ", "T"))
            return f"{current_language().short_date(at.date())} {at:%H:%M}"
        case "yes" | "no":
            return _(value)
        case str():
            return actor_in_words(value, people)
        case _:
            return str(value)
