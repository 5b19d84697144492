"""Keeps jobs. What a row says of a job is the truth; the queue only carries its number about."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, case, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from data.model.errors import Fault, Refused
from data.model.job import (
    OVER,
    UNDER_WAY,
    Job,
    JobProgress,
    JobStatus,
    LevelSoFar,
    Point,
    SolveRequest,
)
from data.model.quality import QualityPart, QualityWeights
from data.model.sentence import Sentence
from data.store.tables.alerts import SOLVE_RUNS
from data.store.tables.columns import UtcDateTime

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement

Pair = tuple[str, str]  #: codes of a person and a shift
_SOME = ("posts", "left_open")  #: of a request: not written where there are none

_COLUMNS = [SOLVE_RUNS.c[field.name] for field in fields(Job)]
_OPEN = SOLVE_RUNS.c.status.not_in(OVER)
_UNDER_WAY = SOLVE_RUNS.c.status.in_(UNDER_WAY)


def add_job(
    connection: Connection, request: SolveRequest, who: str, now: datetime
) -> tuple[Job, bool]:
    """Keep a new job; or find the same one, asked by the same person and not over yet.

    Returns
    -------
    tuple[Job, bool]
        The job, and whether it is new.
    """
    text = _request_text(request)
    same = (SOLVE_RUNS.c.request == text) & (SOLVE_RUNS.c.asked_by == who)
    waiting = _find(connection, same & _OPEN)
    if waiting:
        return waiting[0], False
    earlier = connection.scalar(select(func.count()).select_from(SOLVE_RUNS).where(same)) or 0
    name = hashlib.sha256(f"{who}\n{text}\n{earlier}".encode()).hexdigest()[:8]
    row = {
        "id": name,
        "status": JobStatus.QUEUED,
        "asked_by": who,
        "asked_at": now,
        "request": text,
        "attempts": 0,
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(SOLVE_RUNS).values(**row))
    except IntegrityError:  # the same request, a moment earlier, by another process
        return read_job(connection, name), False
    return read_job(connection, name), True


def read_job(connection: Connection, name: str) -> Job:
    """The job whose number begins with this.

    Raises
    ------
    Refused
        There is none, or more than one.
    """
    found = _find(connection, SOLVE_RUNS.c.id.startswith(name, autoescape=True)) if name else []
    if len(found) == 1:
        return found[0]
    what = f"there is no job {name}" if not found else f"{name} stands for {len(found)} jobs"
    raise Refused([Fault(what, "See which there are: caco jobs")])


def jobs(connection: Connection) -> list[Job]:
    """All jobs, the newest first."""
    return _find(connection)


def open_jobs(connection: Connection) -> list[Job]:
    """The jobs that are not over, the newest first."""
    return _find(connection, _OPEN)


def jobs_of(connection: Connection, machine: str) -> list[Job]:
    """The jobs that a machine should be at work on."""
    return _find(connection, (SOLVE_RUNS.c.machine == machine) & _UNDER_WAY)


def best_pairs(connection: Connection, name: str) -> frozenset[Pair]:
    """The best roster that was saved of a job; empty if none was."""
    text = connection.scalar(select(SOLVE_RUNS.c.best).where(SOLVE_RUNS.c.id == name))
    return frozenset((person, shift) for person, shift in json.loads(text or "[]"))


def begin(connection: Connection, name: str, machine: str, now: datetime) -> Job | None:
    """Begin a job, or begin it again; None if it is over already."""
    done = connection.execute(
        update(SOLVE_RUNS)
        .where(SOLVE_RUNS.c.id == name, _OPEN)
        .values(
            status=case(
                (SOLVE_RUNS.c.status == JobStatus.STOPPING.value, JobStatus.STOPPING.value),
                else_=JobStatus.RUNNING.value,
            ),
            machine=machine,
            started_at=func.coalesce(SOLVE_RUNS.c.started_at, literal(now, UtcDateTime)),
            heard_at=now,
            attempts=SOLVE_RUNS.c.attempts + 1,
        )
    )
    return read_job(connection, name) if done.rowcount else None


def note_heartbeat(connection: Connection, job: Job, now: datetime) -> bool:
    """Note that a machine is at work on a job; False if that is no longer asked of it."""
    return _change(connection, job, heard_at=now)


def record_progress(
    connection: Connection, job: Job, progress: JobProgress, best: Collection[Pair] | None
) -> bool:
    """Note how far a job is, and the best roster so far; False if that is no longer asked.

    Parameters
    ----------
    best
        None: as it was.
    """
    values: dict[str, Any] = {"progress": _progress_text(progress)}
    if best is not None:
        values["best"] = json.dumps(sorted(best), ensure_ascii=False, separators=(",", ":"))
    return _change(connection, job, **values)


def status_of(connection: Connection, job: Job) -> JobStatus:
    """What is asked of an attempt now; `QUEUED`: nothing, but the job goes on elsewhere."""
    query = select(SOLVE_RUNS.c.status, SOLVE_RUNS.c.attempts).where(SOLVE_RUNS.c.id == job.id)
    found, attempts = connection.execute(query).one()
    return found if found.is_over or attempts == job.attempts else JobStatus.QUEUED


def hold(connection: Connection, job: Job) -> Job | None:
    """A job as it stands, kept from others until the transaction ends; None if it is not ours."""
    query = select(*_COLUMNS).where(_still(job)).with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else _job(row)


def end(
    connection: Connection,
    job: Job,
    status: JobStatus,
    now: datetime,
    roster: int | None = None,
    message: Sentence | None = None,
) -> bool:
    """Note what came of a job; False if another attempt is under way, or it was over."""
    values = _ending(status, now, message)
    return _change(connection, job, **values, roster=roster)


def cancel(
    connection: Connection, name: str, now: datetime, message: Sentence, *, keep: bool
) -> bool:
    """Cancel a job; False if it was over.

    Parameters
    ----------
    keep
        Let one that is under way keep its best roster so far as a draft.
    """
    mine = SOLVE_RUNS.c.id == name
    if keep:
        stopping = {"status": JobStatus.STOPPING.value, "message": _sentence_text(message)}
        asked = connection.execute(update(SOLVE_RUNS).where(mine, _UNDER_WAY).values(**stopping))
        if asked.rowcount:
            return True
    values = _ending(JobStatus.CANCELLED, now, message)
    done = connection.execute(update(SOLVE_RUNS).where(mine, _OPEN).values(**values))
    return bool(done.rowcount)


def put_back(connection: Connection, names: Sequence[str]) -> None:
    """Let jobs wait for a worker again."""
    connection.execute(
        update(SOLVE_RUNS)
        .where(SOLVE_RUNS.c.id.in_(names), _OPEN)
        .values(
            status=case(
                (SOLVE_RUNS.c.status == JobStatus.STOPPING.value, JobStatus.STOPPING.value),
                else_=JobStatus.QUEUED.value,
            ),
            machine=None,
            heard_at=None,
        )
    )


def _ending(status: JobStatus, now: datetime, message: Sentence | None) -> dict[str, Any]:
    text = message and _sentence_text(message)
    return {"status": status, "ended_at": now, "message": text, "best": None}


def _sentence_text(message: Sentence) -> str:
    return json.dumps(message.to_json(), ensure_ascii=False)


def _sentence(text: str) -> Sentence:
    """Older rows hold the words themselves."""
    return Sentence.from_json(json.loads(text) if text.startswith("{") else text)


def _still(job: Job) -> ColumnElement[bool]:
    """Whether this attempt of a job is the last, and not over."""
    return (SOLVE_RUNS.c.id == job.id) & (SOLVE_RUNS.c.attempts == job.attempts) & _UNDER_WAY


def _change(connection: Connection, job: Job, **values: Any) -> bool:  # noqa: ANN401
    done = connection.execute(update(SOLVE_RUNS).where(_still(job)).values(**values))
    return bool(done.rowcount)


def _find(connection: Connection, which: ColumnElement[bool] | None = None) -> list[Job]:
    query = select(*_COLUMNS).order_by(SOLVE_RUNS.c.asked_at.desc(), SOLVE_RUNS.c.id)
    if which is not None:
        query = query.where(which)
    return [_job(row) for row in connection.execute(query)]


def _job(row: Row[Any]) -> Job:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    request = json.loads(values["request"])
    progress = json.loads(values["progress"]) if values["progress"] else None
    return Job(
        **{
            **values,
            "request": _request(request),
            "progress": progress and _progress(progress),
            "message": _sentence(values["message"]) if values["message"] else None,
        }
    )


def _request(kept: dict[str, Any]) -> SolveRequest:
    """Older rows name no posts, nothing left open, no weights and no start, but a language."""
    some = {name: tuple(kept.get(name, ())) for name in _SOME}
    first = date.fromisoformat(kept["first"])
    weights = _weights(kept["weights"]) if "weights" in kept else QualityWeights()
    return SolveRequest(
        first,
        kept["weeks"],
        kept["seconds"],
        kept["seed"],
        **some,
        weights=weights,
        start=kept.get("start"),
        book=kept.get("book", ""),
    )


def _weights(kept: dict[str, Any]) -> QualityWeights:
    health = tuple((rule, points) for rule, points in kept["health"])
    strict = tuple(QualityPart(part) for part in kept["strict"])
    return QualityWeights(**{**kept, "health": health, "strict": strict})


def _progress(kept: dict[str, Any]) -> JobProgress:
    """Older rows hold no curves."""
    levels = tuple(
        LevelSoFar(**{**level, "curve": tuple(Point(*point) for point in level.get("curve", ()))})
        for level in kept["levels"]
    )
    return JobProgress(**{**kept, "levels": levels})


def _progress_text(progress: JobProgress) -> str:
    kept = asdict(progress)
    for level in kept["levels"]:
        level["curve"] = [list(point.values()) for point in level["curve"]]
    return json.dumps(kept, separators=(",", ":"))


def _request_text(request: SolveRequest) -> str:
    kept = {**asdict(request), "first": request.first.isoformat()}
    if request.weights == QualityWeights():
        del kept["weights"]
    for name in (*_SOME, "start", "book"):
        if not kept[name]:  # written as ever: the text shows whether two requests are the same
            del kept[name]
    return json.dumps(kept, sort_keys=True)


def forget_roster(connection: Connection, roster: int) -> None:
    """Note of the job that made a draft that the draft is gone."""
    query = update(SOLVE_RUNS).where(SOLVE_RUNS.c.roster == roster)
    connection.execute(query.values(roster=None))
