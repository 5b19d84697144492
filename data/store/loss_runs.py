"""Searches for who would be missed; what a row says of one is the truth."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, insert, select, update

from data.model.job import OVER, UNDER_WAY, JobStatus
from data.model.loss_run import LossRun
from data.model.sentence import Sentence
from data.store.tables.workforce import LOSS_RUNS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping

_COLUMNS = [LOSS_RUNS.c[field.name] for field in fields(LossRun)]
_OPEN = LOSS_RUNS.c.status.not_in(OVER)


def add_loss_run(connection: Connection, run: LossRun) -> None:
    """Keep a new search, and forget those that are over."""
    connection.execute(delete(LOSS_RUNS).where(~_OPEN))
    values = {field.name: getattr(run, field.name) for field in fields(run)}
    connection.execute(insert(LOSS_RUNS).values(**values | {"message": _text(run.message)}))


def last_loss_run(connection: Connection) -> LossRun | None:
    """The one that was asked for last; None: there is none."""
    query = select(*_COLUMNS).order_by(LOSS_RUNS.c.asked_at.desc(), LOSS_RUNS.c.id).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _run(row)


def begin_loss_run(
    connection: Connection, name: str, machine: str, now: datetime
) -> LossRun | None:
    """Begin a search, or begin it again; None if it is over, or no longer there."""
    begun = {
        "status": JobStatus.RUNNING,
        "machine": machine,
        "heard_at": now,
        "attempts": LOSS_RUNS.c.attempts + 1,
        "done": 0,
    }
    query = update(LOSS_RUNS).where(LOSS_RUNS.c.id == name, _OPEN)
    if not connection.execute(query.values(**begun)).rowcount:
        return None
    here = select(*_COLUMNS).where(LOSS_RUNS.c.id == name)
    return _run(connection.execute(here).mappings().one())


def is_loss_run_wanted(connection: Connection, run: LossRun) -> bool:
    """Whether a search is still wanted, by this attempt."""
    return bool(connection.scalar(select(LOSS_RUNS.c.id).where(_of_attempt(run))))


def note_loss_progress(
    connection: Connection, run: LossRun, now: datetime, done: int, count: int
) -> bool:
    """Note that a search goes on, and how far it is; whether this attempt still counts."""
    return _update(connection, run, heard_at=now, done=done, count=count)


def end_loss_run(
    connection: Connection,
    run: LossRun,
    status: JobStatus,
    now: datetime,
    message: Sentence | None = None,
) -> bool:
    """Note that a search is over; whether this attempt still counted."""
    return _update(connection, run, status=status, ended_at=now, message=_text(message))


def put_back_loss_run(connection: Connection, run: LossRun) -> bool:
    """Let a search wait for a worker again."""
    return _update(connection, run, status=JobStatus.QUEUED)


def _update(connection: Connection, run: LossRun, **values: Any) -> bool:  # noqa: ANN401
    """Change the row of an attempt, if that is the one that counts."""
    done = connection.execute(update(LOSS_RUNS).where(_of_attempt(run)).values(**values))
    return bool(done.rowcount)


def _of_attempt(run: LossRun) -> ColumnElement[bool]:
    mine = LOSS_RUNS.c.id == run.id, LOSS_RUNS.c.attempts == run.attempts
    return and_(*mine, LOSS_RUNS.c.status.in_(UNDER_WAY))


def _text(message: Sentence | None) -> str | None:
    return None if message is None else json.dumps(message.to_json())


def _run(row: RowMapping) -> LossRun:
    values = dict(row)
    message = values["message"]
    values["message"] = Sentence.from_json(json.loads(message)) if message else None
    return LossRun(**values)
