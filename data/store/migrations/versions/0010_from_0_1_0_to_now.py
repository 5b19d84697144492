"""From version 0.1.0 to now.

Messages that were sent keep no link to answer by: who reads the store could answer with it. Drafts
are looked at again: time that no shift covers was left out of them. A signature keeps the facts
that were shown, and names only who was asked. Tries of a message that failed are counted apart,
and what of a gap was taken up is kept. Sessions and second factors have tables of their own.
Results are kept in the field's words: levels of an objective, violations of a rule.

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

revision = "0010"  # the steps between were never released
down_revision = "0004"
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
    sa.column("status", sa.Text),
    sa.column("records_seq", sa.Integer),
)
_RENAMED = sa.table(
    "roster", sa.column("id"), sa.column("result", sa.Text), sa.column("violations", sa.Text)
)
_RUNS = sa.table("solve_run", sa.column("id"), sa.column("progress", sa.Text))
_NAMES = {"rungs": "levels", "given_breaches": "preexisting_violations", "mend": "remedy"}
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
    sa.column("state", sa.Text),
    sa.column("acknowledged_extent", sa.Text),
)
_MESSAGES = sa.table("message", sa.column("id"), sa.column("status"), sa.column("body"))
_OVER = ("sent", "stale", "settled")
_LINK = re.compile(r"(https?://\S*?)/answer/\S+")
_NEVER = -1  #: a draft that knows of no change of the records is brought up to date when it opens
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
    connection = op.get_bind()
    _take_out_links(connection)
    drafts = _ROSTER.c.status == "draft"
    connection.execute(sa.update(_ROSTER).where(drafts).values(records_seq=_NEVER))
    _change_rosters_and_gaps()
    _find_who_was_asked(connection)
    _keep_gaps_as_accepted(connection)
    _keep_gaps_as_acknowledged(connection)
    _change_messages()
    _add_sessions()
    op.alter_column("roster", "breaches", new_column_name="violations")
    _rename_in(_RENAMED, _RENAMED.c.result)
    _rename_in(_RENAMED, _RENAMED.c.violations)
    _rename_in(_RUNS, _RUNS.c.progress)


def _take_out_links(connection: sa.Connection) -> None:
    """What is still to be sent keeps its links: the program drafts them anew."""
    old = _MESSAGES.c.status.in_(_OVER) & _MESSAGES.c.body.contains("/answer/")
    for name, body in connection.execute(
        sa.select(_MESSAGES.c.id, _MESSAGES.c.body).where(old)
    ).all():
        emptied = _LINK.sub(lambda found: f"{found[1]}/…", body)
        connection.execute(sa.update(_MESSAGES).where(_MESSAGES.c.id == name).values(body=emptied))


def _change_rosters_and_gaps() -> None:
    op.add_column(
        "roster", sa.Column("hash_version", sa.Integer(), nullable=False, server_default="1")
    )
    op.add_column("roster", sa.Column("request", sa.Text(), nullable=False, server_default=""))
    op.add_column("accepted", sa.Column("facts", sa.Text(), nullable=True))
    op.add_column("accepted", sa.Column("accepted_in", sa.Integer(), nullable=True))
    op.add_column("accepted", sa.Column("request", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("gap") as gap:
        gap.add_column(sa.Column("accepted_facts", sa.Text(), nullable=True))
        gap.add_column(
            sa.Column("acknowledged_extent", sa.Text(), nullable=False, server_default="")
        )


def _change_messages() -> None:
    """Of tries that were made nobody knows which failed: those known to have gone wrong count."""
    with op.batch_alter_table("message") as message:
        message.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        message.add_column(
            sa.Column("broken_off", sa.Integer(), nullable=False, server_default="0")
        )
        message.add_column(
            sa.Column("is_refused", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        message.add_column(sa.Column("warned_at", UtcDateTime(), nullable=True))
        message.add_column(sa.Column("took_ms", sa.Integer(), nullable=True))
    op.execute("UPDATE message SET failures = attempts WHERE error <> ''")


def _add_sessions() -> None:
    """Whoever is signed in signs in anew: no session was kept before."""
    with op.batch_alter_table("account", schema=None) as account:
        account.add_column(
            sa.Column("second_factor_seed", sa.Text(), nullable=False, server_default="")
        )
        account.add_column(sa.Column("second_factor_at", UtcDateTime(timezone=True), nullable=True))
        account.add_column(
            sa.Column("second_factor_step", sa.Integer(), nullable=False, server_default="0")
        )
    op.create_table(
        "web_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_hash", sa.Text(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("begun_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_web_session_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
        sa.UniqueConstraint("name_hash", name=op.f("uq_web_session_name_hash")),
    )
    op.create_index(op.f("ix_web_session_account"), "web_session", ["account"])
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_recovery_code_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account"), "recovery_code", ["account"])
    op.create_table(
        "attempt",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
    )


def _keep_gaps_as_acknowledged(connection: sa.Connection) -> None:
    """Gaps that were taken up are taken as they are now."""
    for row in connection.execute(sa.select(_GAP).where(_GAP.c.state == "acknowledged")).all():
        extent = f"{row.start.isoformat()}/{row.end.isoformat()}/{row.missing}/1"
        mine = sa.update(_GAP).where(_GAP.c.id == row.id)
        connection.execute(mine.values(acknowledged_extent=extent))


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


def _rename_in(table: sa.TableClause, column: sa.ColumnClause[str]) -> None:
    """Write the texts of a column again, with the names of today."""
    connection = op.get_bind()
    for key, text in connection.execute(sa.select(table.c.id, column)).all():
        if text:
            content = json.dumps(_renamed(json.loads(text)), ensure_ascii=False)
            here = sa.update(table).where(table.c.id == key)
            connection.execute(here.values({column.name: content}))


def _renamed(content: object) -> object:
    if isinstance(content, dict):
        return {_NAMES.get(name, name): _renamed(value) for name, value in content.items()}
    return [_renamed(one) for one in content] if isinstance(content, list) else content
