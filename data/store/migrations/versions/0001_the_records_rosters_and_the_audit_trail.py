"""The records, rosters and the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import data.store.tables.columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "agreements",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_agreements")),
        sa.UniqueConstraint("key", name=op.f("uq_agreements_key")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("erased_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_subject", ["subject"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("records_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "functions",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("discipline", sa.Text(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_functions")),
        sa.UniqueConstraint("id", name=op.f("uq_functions_id")),
        sa.UniqueConstraint("key", name=op.f("uq_functions_key")),
    )
    op.create_table(
        "patterns",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "weekdays", data.store.tables.columns.WordList(none_as_null=True), nullable=False
        ),
        sa.Column("start", sa.Time(), nullable=False),
        sa.Column("end", sa.Time(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("break_minutes", sa.Integer(), nullable=True),
        sa.Column("handover_minutes", sa.Integer(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_patterns")),
        sa.UniqueConstraint("key", name=op.f("uq_patterns_key")),
    )
    op.create_table(
        "people",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=True),
        sa.Column("regions", data.store.tables.columns.WordList(none_as_null=True), nullable=False),
        sa.Column("max_shifts_per_month", sa.Integer(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_people")),
        sa.UniqueConstraint("id", name=op.f("uq_people_id")),
        sa.UniqueConstraint("key", name=op.f("uq_people_key")),
    )
    op.create_table(
        "problem_snapshot",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("erased_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_problem_snapshot")),
    )
    op.create_table(
        "regions",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("school_region", sa.Text(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_regions")),
        sa.UniqueConstraint("id", name=op.f("uq_regions_id")),
        sa.UniqueConstraint("key", name=op.f("uq_regions_key")),
    )
    op.create_table(
        "rules",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=True),
        sa.Column("parameter", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_rules")),
        sa.UniqueConstraint("key", name=op.f("uq_rules_key")),
    )
    op.create_table(
        "shift_set",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_shift_set")),
    )
    op.create_table(
        "solve_run",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=True),
        sa.Column(
            "started_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column("heard_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=True),
        sa.Column("best", sa.Text(), nullable=True),
        sa.Column("roster", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solve_run")),
    )
    op.create_table(
        "absences",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("end", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_absences_person"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_absences")),
        sa.UniqueConstraint("key", name=op.f("uq_absences_key")),
    )
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absences_person"), ["person"], unique=False)

    op.create_table(
        "carry_over",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_carry_over_person"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_carry_over")),
        sa.UniqueConstraint("key", name=op.f("uq_carry_over_key")),
    )
    with op.batch_alter_table("carry_over", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carry_over_person"), ["person"], unique=False)

    op.create_table(
        "competences",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["function"], ["functions.id"], name=op.f("fk_competences_function")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_competences_person"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_competences")),
        sa.UniqueConstraint("key", name=op.f("uq_competences_key")),
    )
    with op.batch_alter_table("competences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_competences_person"), ["person"], unique=False)

    op.create_table(
        "contracts",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("hours_per_week", sa.Float(), nullable=False),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_contracts_person"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_contracts")),
        sa.UniqueConstraint("key", name=op.f("uq_contracts_key")),
    )
    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contracts_person"), ["person"], unique=False)

    op.create_table(
        "elsewhere",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("start", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("end", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("work_minutes", sa.Integer(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_elsewhere_person"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_elsewhere")),
        sa.UniqueConstraint("key", name=op.f("uq_elsewhere_key")),
    )
    with op.batch_alter_table("elsewhere", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_elsewhere_person"), ["person"], unique=False)

    op.create_table(
        "history",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("end", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("work_minutes", sa.Integer(), nullable=True),
        sa.Column("shift", sa.Text(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_history_person"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_history")),
        sa.UniqueConstraint("key", name=op.f("uq_history_key")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_history_person"), ["person"], unique=False)

    op.create_table(
        "posts",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("regions", data.store.tables.columns.WordList(none_as_null=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("start_norm_minutes", sa.Integer(), nullable=True),
        sa.Column("required", sa.Integer(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["function"], ["functions.id"], name=op.f("fk_posts_function")),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_posts")),
        sa.UniqueConstraint("id", name=op.f("uq_posts_id")),
        sa.UniqueConstraint("key", name=op.f("uq_posts_key")),
    )
    op.create_table(
        "provisions",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("weekday", sa.Text(), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_provisions_person"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_provisions")),
        sa.UniqueConstraint("key", name=op.f("uq_provisions_key")),
    )
    with op.batch_alter_table("provisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provisions_person"), ["person"], unique=False)

    op.create_table(
        "roster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("end", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("shift_set", sa.Text(), nullable=False),
        sa.Column("problem_hash", sa.Text(), nullable=False),
        sa.Column("records_seq", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("breaches", sa.Text(), nullable=False),
        sa.Column(
            "created_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column(
            "changed_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column(
            "published_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column(
            "superseded_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'draft') = (version IS NULL) AND (version IS NULL) = (published_at IS NULL)",
            name=op.f("ck_roster_signed"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'superseded')", name=op.f("ck_roster_status")
        ),
        sa.ForeignKeyConstraint(["based_on"], ["roster.id"], name=op.f("fk_roster_based_on")),
        sa.ForeignKeyConstraint(
            ["problem_hash"], ["problem_snapshot.hash"], name=op.f("fk_roster_problem_hash")
        ),
        sa.ForeignKeyConstraint(
            ["shift_set"], ["shift_set.hash"], name=op.f("fk_roster_shift_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
    )
    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.create_index(
            "uq_roster_in_force",
            ["start"],
            unique=True,
            sqlite_where=sa.text("status = 'published'"),
            postgresql_where=sa.text("status = 'published'"),
        )
        batch_op.create_index("uq_roster_version", ["start", "version"], unique=True)

    op.create_table(
        "shift",
        sa.Column("shift_set", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("end", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("work_minutes", sa.Integer(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("handover_minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["shift_set"], ["shift_set.hash"], name=op.f("fk_shift_shift_set")),
        sa.PrimaryKeyConstraint("shift_set", "id", name=op.f("pk_shift")),
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index("ix_shift_start", ["start", "end"], unique=False)

    op.create_table(
        "weekly_work",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column(
            "weekdays", data.store.tables.columns.WordList(none_as_null=True), nullable=False
        ),
        sa.Column("start", sa.Time(), nullable=False),
        sa.Column("end", sa.Time(), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=True),
        sa.Column("from", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_weekly_work_person"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_weekly_work")),
        sa.UniqueConstraint("key", name=op.f("uq_weekly_work_key")),
    )
    with op.batch_alter_table("weekly_work", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_weekly_work_person"), ["person"], unique=False)

    op.create_table(
        "wishes",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("shift", sa.Text(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=True),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_wishes_person"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_wishes")),
        sa.UniqueConstraint("key", name=op.f("uq_wishes_key")),
    )
    with op.batch_alter_table("wishes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wishes_person"), ["person"], unique=False)

    op.create_table(
        "accepted",
        sa.Column("roster", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("accepted_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["roster"], ["roster.id"], name=op.f("fk_accepted_roster")),
        sa.PrimaryKeyConstraint("roster", "number", name=op.f("pk_accepted")),
    )
    op.create_table(
        "assignment",
        sa.Column("roster", sa.Integer(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("shift_set", sa.Text(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("double", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.row"], name=op.f("fk_assignment_person")),
        sa.ForeignKeyConstraint(
            ["roster"], ["roster.id"], name=op.f("fk_assignment_roster"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shift_set", "shift"],
            ["shift.shift_set", "shift.id"],
            name=op.f("fk_assignment_shift_set"),
        ),
        sa.PrimaryKeyConstraint("roster", "shift", "person", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_person"), ["person"], unique=False)

    op.create_table(
        "balance",
        sa.Column("roster", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.row"], name=op.f("fk_balance_person")),
        sa.ForeignKeyConstraint(["roster"], ["roster.id"], name=op.f("fk_balance_roster")),
        sa.PrimaryKeyConstraint("roster", "person", "measure", name=op.f("pk_balance")),
    )
    op.create_table(
        "pins",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("start", data.store.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", data.store.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_pins_person"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post"], ["posts.id"], name=op.f("fk_pins_post")),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_pins")),
        sa.UniqueConstraint("key", name=op.f("uq_pins_key")),
    )
    with op.batch_alter_table("pins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pins_person"), ["person"], unique=False)
    op.execute(
        f"INSERT INTO audit_head (id, seq, hash, records_seq) VALUES (1, 0, '{'0' * 64}', 0)"
    )
