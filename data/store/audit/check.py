"""Finds out whether the audit trail is whole, and whether the store is as the trail says."""

from __future__ import annotations

import itertools
import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from data.files.problem_json import hash_of
from data.i18n.language import N_
from data.model.record_change import RowChangeKind
from data.model.roster import RosterStatus
from data.store import records, rosters, signing
from data.store.access import api_tokens
from data.store.accounts import accounts as read_accounts
from data.store.audit import trail
from data.store.audit.findings import AuditFinding
from data.store.audit.proof_check import proof_findings
from data.store.audit.sealing import (
    SEALED,
    VOUCHERS,
    Emptied,
    is_sealed,
    names_what_it_emptied,
    read_head,
)
from data.store.audit.tail import TailPosition
from data.store.audit.trail import RECORD, START
from data.store.drafts import shift_set_hash
from data.store.health import read_task_state
from data.store.tables.record_index import RECORDS
from data.store.tables.rosters import ENTRIES, SHIFT_SETS, SNAPSHOTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

ERASED = f"{RECORD}erased"  #: a row that was taken out of the records
FOLLOWED = "self_check"  #: the task that follows the trail: how far it came
_NOBODY_SAYS = N_("personal data were taken out, and no entry says by whom")
_NO_LIST = N_("it does not say what it emptied: an older version made it, or somebody else")


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """What came of looking.

    Parameters
    ----------
    entries, rosters
        How many were looked at.
    hash
        Of the last entry. Whoever writes it down elsewhere can later prove that nothing before it
        was taken away.
    findings
        Empty: all is well.
    clock_ran_back
        Entries that are earlier than the one before them: no fault of the chain.
    erased
        Entries from which personal data were taken out, as the trail itself says.
    by_older
        Of them those that a release before 0.2 emptied. Whether that was right cannot be checked,
        only that nothing was changed since they were listed.
    without_seal
        Lists of what was emptied whose seal was not looked at: the secret is not here.
    """

    entries: int
    rosters: int
    hash: str
    findings: tuple[AuditFinding, ...]
    clock_ran_back: tuple[int, ...]
    erased: int
    by_older: int = 0
    without_seal: int = 0


def verify(
    connection: Connection,
    zone: ZoneInfo,
    known: str | None = None,
    keys: Sequence[str] = (),
) -> AuditVerdict:
    """Look at every entry, every signed roster, every row of the records and who may come in.

    Parameters
    ----------
    known
        A signed head, or the hash of some entry, as it was written down elsewhere.
    keys
        The secrets of the installation, old ones too; without them seals are not looked at.
    """
    rows = [
        dict(row) for row in connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq)).mappings()
    ]
    vouched = _vouched(rows, keys)
    findings = [*_chain(rows, vouched), *_end(connection, rows, known, keys)]
    findings += _rosters(connection, rows)
    findings += _content(connection, vouched)
    findings += _records(connection, rows, zone)
    findings += _access(connection, rows)
    findings += proof_findings(connection, rows)
    signed = rosters.heads(connection, [RosterStatus.PUBLISHED, RosterStatus.SUPERSEDED])
    back = [row["seq"] for before, row in itertools.pairwise(rows) if row["at"] < before["at"]]
    return AuditVerdict(
        entries=len(rows),
        rosters=len(signed),
        hash=rows[-1]["hash"] if rows else START,
        findings=tuple(findings),
        clock_ran_back=tuple(back),
        erased=sum(row["erased_by"] is not None for row in rows),
        by_older=len(vouched.by_older),
        without_seal=0 if keys else len(vouched.lists),
    )


@dataclass(frozen=True)
class _Vouched:
    """What entries say was emptied, and by which of them; the last word counts.

    Parameters
    ----------
    entries, problems
        What is left of each, as a hash.
    lists
        Numbers of the entries whose word is taken.
    broken
        Numbers of entries whose word is not, and why.
    by_older
        Entries that a release before 0.2 emptied: of what it did nothing proves that it was right.
    """

    entries: dict[int, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    lists: set[int] = field(default_factory=set)
    broken: dict[int, str] = field(default_factory=dict)
    by_older: set[int] = field(default_factory=set)


def _vouched(rows: list[dict[str, Any]], keys: Sequence[str]) -> _Vouched:
    """From the last entry back: an entry that vouches may have been emptied itself, later on."""
    found = _Vouched()
    has_older_list = False
    for row in reversed(rows):
        if row["action"] not in VOUCHERS or _body_now(row) != _body_told(row, found):
            continue
        after = json.loads(row["body"])["after"]
        if not names_what_it_emptied(after):
            if not has_older_list:
                found.broken[row["seq"]] = _NO_LIST
            continue
        if keys and not is_sealed(row, after, keys):
            found.broken[row["seq"]] = N_("this installation did not say so: its seal is wrong")
            continue
        emptied = Emptied.of(after["emptied"])
        earlier = {seq: told for seq, told in emptied.entries.items() if seq < row["seq"]}
        if row["action"] == SEALED:
            has_older_list = True
            found.by_older.update(earlier)
        found.lists.add(row["seq"])
        found.entries.update(earlier | found.entries)
        found.problems.update(emptied.problems | found.problems)
    return found


def _body_now(row: Mapping[str, Any]) -> str:
    return trail.body_hash(row["salt"], row["body"])


def _body_told(row: Mapping[str, Any], vouched: _Vouched) -> str:
    return vouched.entries.get(row["seq"], str(row["body_hash"]))


def _chain(rows: list[dict[str, Any]], vouched: _Vouched) -> Iterator[AuditFinding]:
    previous, number = START, 0
    for row in rows:
        where = f"entry {row['seq']}"
        if row["seq"] != number + 1:
            missing = f"{number + 1}" if row["seq"] == number + 2 else f"{number + 1} and more"
            yield AuditFinding(where, f"what stood before it is missing (entry {missing})")
        elif row["previous"] != previous:
            yield AuditFinding(where, N_("it does not follow the entry before it"))
        if trail.entry_hash(row) != row["hash"]:
            yield AuditFinding(where, N_("it was changed"))
        elif row["seq"] in vouched.broken:
            yield AuditFinding(where, vouched.broken[row["seq"]])
        elif _body_now(row) != _body_told(row, vouched):
            is_told = row["erased_by"] is None or row["seq"] in vouched.entries
            said = N_("what it tells was changed") if is_told else _NOBODY_SAYS
            yield AuditFinding(where, said)
        elif (row["erased_by"] is None) != (row["seq"] not in vouched.entries):
            yield AuditFinding(where, _NOBODY_SAYS)
        previous, number = row["hash"], row["seq"]


def _end(
    connection: Connection, rows: list[dict[str, Any]], known: str | None, keys: Sequence[str]
) -> Iterator[AuditFinding]:
    last = (rows[-1]["seq"], rows[-1]["hash"]) if rows else (0, START)
    end = trail.head(connection)
    if (end.seq, end.hash) != last:
        yield AuditFinding(
            f"entry {end.seq}", N_("the last entries are missing, or some were added")
        )
    by_seq = {0: START} | {row["seq"]: row["hash"] for row in rows}
    seen = TailPosition.of(read_task_state(connection, FOLLOWED).mark)
    if by_seq.get(seen.seq) != seen.hash:
        yield AuditFinding(f"entry {seen.seq}", N_("it was there when the trail was last followed"))
    if not known:
        return
    told = read_head(known, keys)
    if told.is_ours is False:
        yield AuditFinding("the head", N_("this installation did not sign the one that was given"))
    elif told.seq is not None and by_seq.get(told.seq) != told.hash:
        what = N_("it is missing, or was rewritten since its head was signed")
        yield AuditFinding(f"entry {told.seq}", what)
    elif told.hash not in by_seq.values():
        yield AuditFinding("the chain", f"it no longer holds the entry with hash {told.hash}")


def _rosters(connection: Connection, rows: list[dict[str, Any]]) -> Iterator[AuditFinding]:
    """Each signature of the trail is there, and each roster that is there was signed so."""
    signed = {row["subject"] for row in rows if row["action"] == "roster.published"}
    found = set()
    for head in rosters.heads(connection, [RosterStatus.PUBLISHED, RosterStatus.SUPERSEDED]):
        subject = signing.subject(head)
        found.add(subject)
        if subject not in signed:
            yield AuditFinding(
                f"roster {head.id}", N_("no signature in the trail speaks of it as it is")
            )
        if signing.content_hash(connection, head.id) != head.content_hash:
            yield AuditFinding(f"roster {head.id}", N_("it was changed after it was signed"))
    for subject in sorted(signed - found):
        yield AuditFinding(
            subject.rpartition("/")[0], N_("it was signed, and is no longer there so")
        )


def _content(connection: Connection, vouched: _Vouched) -> Iterator[AuditFinding]:
    """Problems and sets of shifts are named by their hash."""
    for name, content, erased_by in connection.execute(select(SNAPSHOTS)):
        if _unpacked_hash(content) != vouched.problems.get(name, name):
            yield AuditFinding(f"problem {name[:12]}", N_("it was changed"))
        elif (erased_by is None) != (name not in vouched.problems):
            yield AuditFinding(
                f"problem {name[:12]}", N_("it was changed, and no entry says by whom")
            )
    for name in connection.scalars(select(SHIFT_SETS.c.hash)):
        if shift_set_hash(rosters.read_shifts(connection, name)) != name:
            yield AuditFinding(f"shifts {name[:12]}", N_("they were changed"))


def _unpacked_hash(content: bytes) -> str:
    try:
        return hash_of(zlib.decompress(content))
    except zlib.error:
        return ""


def _records(
    connection: Connection, rows: list[dict[str, Any]], zone: ZoneInfo
) -> Iterator[AuditFinding]:
    """Tell the trail again from its beginning: it must end in the records as they are."""
    told = _told(rows)
    for name in RECORDS:
        there = {
            f"{name}/{row.number}": (records.as_texts(name, row.values, zone), row.has_ended)
            for row in records.read_rows(connection, name).values()
        }
        expected = {s: state for s, state in told.items() if s.partition("/")[0] == name}
        for subject in sorted({*there, *expected}):
            now, then = there.get(subject), expected.get(subject)
            if now is None:
                yield AuditFinding(subject, N_("it is missing from the records"))
            elif then is None:
                yield AuditFinding(
                    subject, N_("it is in the records, and no entry says since when")
                )
            elif now != then:
                yield AuditFinding(subject, N_("it is not as the trail says"))


def _told(rows: list[dict[str, Any]]) -> dict[str, tuple[dict[str, str], bool]]:
    """Each row of the records as the trail tells it, and whether it has ended."""
    told: dict[str, tuple[dict[str, str], bool]] = {}
    for row in rows:
        if not row["action"].startswith(RECORD):
            continue
        subject, kind = row["subject"], row["action"].removeprefix(RECORD)
        after = _facts(json.loads(row["body"]).get("after"))
        before, _ = told.get(subject, ({}, False))
        if row["action"] == ERASED:
            told.pop(subject, None)
        elif kind == RowChangeKind.ADDED:
            told[subject] = (after, False)
        elif kind == RowChangeKind.CHANGED:
            whole = {**before, **after}
            told[subject] = ({name: text for name, text in whole.items() if text}, False)
        else:
            told[subject] = (before, True)
    return told


def _facts(after: Mapping[str, str] | None) -> dict[str, str]:
    return {name: text for name, text in (after or {}).items() if name != "key"}


def _access(connection: Connection, rows: list[dict[str, Any]]) -> Iterator[AuditFinding]:
    """Who may come in is who the trail says: an entry that is cut off leaves its deed behind."""
    roles: dict[str, list[str]] = {}
    scopes: dict[str, list[str]] = {}
    regions: dict[str, list[str]] = {}
    closed: set[str] = set()
    revoked: set[str] = set()
    for row in rows:
        subject, after = row["subject"], json.loads(row["body"])["after"] or {}
        match row["action"]:
            case "account.added" | "account.changed":
                roles[subject] = after.get("roles", roles.get(subject, []))
                regions[subject] = after.get("regions", regions.get(subject, []))
            case "account.closed":
                closed.add(subject)
            case "account.reopened":
                closed.discard(subject)
            case "token.made":
                scopes[subject] = after.get("scopes", [])
                regions[subject] = after.get("regions", [])
            case "token.changed":
                regions[subject] = after.get("regions", [])
            case "token.revoked":
                revoked.add(subject)
    for account in read_accounts(connection):
        subject = f"account/{account.id}"
        if roles.get(subject) != sorted(account.roles):
            yield AuditFinding(subject, N_("the trail tells of other roles"))
        elif regions[subject] != [str(one) for one in account.limits]:
            yield AuditFinding(subject, N_("the trail tells of other regions"))
        elif account.is_active is (subject in closed):
            yield AuditFinding(
                subject, N_("the trail does not say that it was opened or closed so")
            )
    for token in api_tokens(connection):
        subject = f"token/{token.id}"
        known = scopes.get(subject), regions.get(subject)
        if known != (sorted(token.scopes), sorted(token.regions or ())):
            yield AuditFinding(subject, N_("the trail does not tell of it as it is"))
        elif (token.revoked_at is None) is (subject in revoked):
            yield AuditFinding(subject, N_("the trail does not say that it was revoked or not"))
