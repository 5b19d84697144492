"""A signature keeps the facts that were shown, and names only who was asked.

Version 0.1.0 wrote acceptances by itself when an offer was accepted, a swap agreed or a shift
filled. Such a row stays as it was signed, for its hash stands in the trail; its empty `accepted_in`
says that nobody was asked. Facts are read from what was stored then, where that allows.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from data.model.sign_off import agreed_request, was_unasked
from data.store.tables.columns import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ROSTER = sa.table(
    "roster",
    sa.column("id", sa.Integer),
    sa.column("version", sa.Integer),
    sa.column("based_on", sa.Integer),
    sa.column("shift_set", sa.Text),
    sa.column("breaches", sa.Text),
    sa.column("published_at", UtcDateTime),
    sa.column("published_by", sa.Text),
    sa.column("request", sa.Text),
)
_ACCEPTED = sa.table(
    "accepted",
    sa.column("roster", sa.Integer),
    sa.column("number", sa.Integer),
    sa.column("kind", sa.Text),
    sa.column("subject", sa.Text),
    sa.column("what", sa.Text),
    sa.column("accepted_by", sa.Text),
    sa.column("reason", sa.Text),
    sa.column("facts", sa.Text),
    sa.column("accepted_in", sa.Integer),
    sa.column("request", sa.Text),
)
_REQUESTS = {
    name: sa.table(
        table,
        sa.column("id", sa.Integer),
        sa.column("roster", sa.Integer),
        sa.column("answered_at", UtcDateTime),
    )
    for name, table in (("offer", "shift_offer"), ("swap", "swap_request"))
}
_SHIFT = sa.table(
    "shift",
    sa.column("shift_set", sa.Text),
    sa.column("id", sa.Text),
    sa.column("post", sa.Text),
    sa.column("start", UtcDateTime),
    sa.column("end", UtcDateTime),
)
_PEOPLE = sa.table(
    "people",
    sa.column("row", sa.Integer),
    sa.column("id", sa.Text),
    sa.column("name", sa.Text),
)
_GAP = sa.table(
    "gap",
    sa.column("id", sa.Integer),
    sa.column("start", UtcDateTime),
    sa.column("end", UtcDateTime),
    sa.column("missing", sa.Integer),
    sa.column("parts", sa.Text),
    sa.column("accepted_until", UtcDateTime),
    sa.column("accepted_facts", sa.Text),
)
#: How 0.1.0 said of a shift that it stays open, in both languages.
_OPEN = re.compile(
    r"(?P<post>.*), [^,]*: (?P<missing>\d+) (?:of|van) (?P<required>\d+) open"
    r"(?: \((?P<names>.*) (?:is on it, but cannot do it|staat erop, maar kan niet)\))?"
)

#: Kind, subject, by whom, reason: 0.1.0 took them over from version to version as they were.
Key = tuple[str, str, str, str]
Row = sa.RowMapping


def upgrade() -> None:
    """Make the change."""
    op.add_column(
        "roster", sa.Column("hash_version", sa.Integer(), nullable=False, server_default="1")
    )
    op.add_column("roster", sa.Column("request", sa.Text(), nullable=False, server_default=""))
    op.add_column("accepted", sa.Column("facts", sa.Text(), nullable=True))
    op.add_column("accepted", sa.Column("accepted_in", sa.Integer(), nullable=True))
    op.add_column("accepted", sa.Column("request", sa.Text(), nullable=False, server_default=""))
    op.add_column("gap", sa.Column("accepted_facts", sa.Text(), nullable=True))
    _find_who_was_asked(op.get_bind())
    _keep_gaps_as_accepted(op.get_bind())


def _keep_gaps_as_accepted(connection: sa.Connection) -> None:
    """What was accepted of a gap is what was last found of it: 0.1.0 kept nothing else."""
    accepted = sa.select(_GAP).where(_GAP.c.accepted_until.is_not(None))
    for row in connection.execute(accepted).mappings().all():
        moments = [row["start"].isoformat()] * 2 + [row["end"].isoformat()]
        people = sorted({part[4] for part in json.loads(row["parts"]) if part[4] is not None})
        facts = json.dumps([*moments, row["missing"], people], separators=(",", ":"))
        here = _GAP.c.id == row["id"]
        connection.execute(sa.update(_GAP).where(here).values(accepted_facts=facts))


def _find_who_was_asked(connection: sa.Connection) -> None:
    """Find out of each row where somebody was asked, if anybody was, and of what facts."""
    requests = _requests(connection)
    known: dict[tuple[int | None, Key], dict[str, Any]] = {}
    query = sa.select(_ROSTER).where(_ROSTER.c.version.is_not(None)).order_by(_ROSTER.c.id)
    for roster in connection.execute(query).mappings().all():
        request = requests.get((roster["id"], roster["published_at"]), "")
        if request:
            here = _ROSTER.c.id == roster["id"]
            connection.execute(sa.update(_ROSTER).where(here).values(request=request))
        rows = sa.select(_ACCEPTED).where(_ACCEPTED.c.roster == roster["id"])
        for row in connection.execute(rows).mappings().all():
            key = row["kind"], row["subject"], row["accepted_by"], row["reason"]
            values = known.get((roster["based_on"], key)) or {
                "accepted_in": _asked_in(roster, row, is_request=bool(request)),
                "facts": _facts(connection, roster, row),
                "request": agreed_request(row["reason"]) if row["kind"] == "notice" else "",
            }
            known[roster["id"], key] = values
            connection.execute(
                sa.update(_ACCEPTED)
                .where(_ACCEPTED.c.roster == row["roster"], _ACCEPTED.c.number == row["number"])
                .values(**values)
            )


def _requests(connection: sa.Connection) -> dict[tuple[int, datetime], str]:
    """The offer or swap by which a version came about, by its number and moment."""
    found = {}
    for name, table in _REQUESTS.items():
        query = sa.select(table).where(table.c.roster.is_not(None))
        for row in connection.execute(query).mappings():
            found[row["roster"], row["answered_at"]] = f"{name}/{row['id']}"
    return found


def _asked_in(roster: Row, row: Row, *, is_request: bool) -> int | None:
    """The roster at whose signature somebody was asked; None: nobody was."""
    if row["kind"] == "notice" and agreed_request(row["reason"]):
        return int(roster["id"])
    is_by_itself = is_request and row["accepted_by"] == roster["published_by"]
    return None if is_by_itself or was_unasked(row["reason"]) else int(roster["id"])


def _facts(connection: sa.Connection, roster: Row, row: Row) -> str | None:
    """What was shown, as facts; None: only the words of then are known."""
    content = None
    if row["kind"] == "gap":
        content = _open_shift(connection, roster, row)
    elif row["kind"] == "breach":
        content = _violation(connection, roster, row)
    return json.dumps(content, ensure_ascii=False, sort_keys=True) if content else None


def _open_shift(connection: sa.Connection, roster: Row, row: Row) -> dict[str, Any] | None:
    found = _OPEN.fullmatch(row["what"])
    query = sa.select(_SHIFT).where(
        _SHIFT.c.shift_set == roster["shift_set"], _SHIFT.c.id == row["subject"]
    )
    shift = connection.execute(query).mappings().one_or_none()
    if found is None or shift is None:
        return None
    unable = []
    for name in found["names"].split(", ") if found["names"] else ():
        numbers = connection.scalars(sa.select(_PEOPLE.c.row).where(_PEOPLE.c.name == name)).all()
        if len(numbers) != 1:
            return None
        unable.append(numbers[0])
    return {
        "post": shift["post"],
        "post_name": found["post"],
        "shift": shift["id"],
        "start": shift["start"].isoformat(),
        "end": shift["end"].isoformat(),
        "required": int(found["required"]),
        "missing": int(found["missing"]),
        "unable": unable,
    }


def _violation(connection: sa.Connection, roster: Row, row: Row) -> dict[str, Any] | None:
    rule, _, rest = row["subject"].partition("/")
    number, _, start = rest.partition("/")
    code = connection.scalar(sa.select(_PEOPLE.c.id).where(_PEOPLE.c.row == int(number)))
    for one in json.loads(roster["breaches"]):
        began, ended = (datetime.fromisoformat(one[n]).astimezone(UTC) for n in ("start", "end"))
        if (one["rule"], one["person"], f"{began:%Y-%m-%dT%H:%MZ}") == (rule, code, start):
            return {
                "rule": rule,
                "article": one["article"],
                "person": int(number),
                "start": began.isoformat(),
                "end": ended.isoformat(),
                "value": one["value"],
                "limit": one["limit"],
                "unit": one["unit"],
            }
    return None
