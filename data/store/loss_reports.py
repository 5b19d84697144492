"""What stays open without one person, as it was last worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from data.model.person_loss import LossReport
from data.store.tables.workforce import LOSS_REPORTS

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from sqlalchemy import Connection


def keep_loss_report(connection: Connection, report: LossReport) -> None:
    """Keep a report in the place of those before."""
    forget_loss_reports(connection)
    connection.execute(
        insert(LOSS_REPORTS).values(
            made_at=report.made_at,
            source_hash=report.source_hash,
            content=_report().dump_json(report).decode(),
        )
    )


def last_loss_report(connection: Connection) -> LossReport | None:
    """The newest; None: it was never worked out, or somebody was erased since."""
    query = select(LOSS_REPORTS.c.content).order_by(LOSS_REPORTS.c.id.desc()).limit(1)
    found = connection.scalar(query)
    return None if found is None else _report().validate_json(found)


def forget_loss_reports(connection: Connection) -> None:
    """Forget what was worked out: it names people."""
    connection.execute(delete(LOSS_REPORTS))


def _report() -> TypeAdapter[LossReport]:
    from pydantic import TypeAdapter  # slow to load, and wanted here alone

    return TypeAdapter(LossReport)
