"""Keeps scenarios, and comparisons of them; what a row says of a comparison is the truth."""

from __future__ import annotations

import json
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from data.files.scenario_file import read_scenarios, scenarios_text
from data.model.errors import Fault, Refused
from data.model.job import OVER, UNDER_WAY, JobStatus
from data.model.scenario_figures import ScenarioFigures
from data.model.scenario_run import KeptScenario, ScenarioRun
from data.model.sentence import Sentence
from data.store.tables.scenarios import SCENARIO_RUNS, SCENARIOS
from data.tables.faults import shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from data.model.scenario import Scenario

MOST_RUNS = 50  #: comparisons that are kept
_RUN = [SCENARIO_RUNS.c[field.name] for field in fields(ScenarioRun)]
_OPEN = SCENARIO_RUNS.c.status.not_in(OVER)


def keep_scenario(
    connection: Connection, scenario: Scenario, who: str, now: datetime, number: int | None = None
) -> int:
    """Keep a scenario: a new one, or in the place of another; its number.

    Raises
    ------
    Refused
        Another has that name, or there is none of that number.
    """
    named = connection.scalar(select(SCENARIOS.c.id).where(SCENARIOS.c.name == scenario.name))
    if named is not None and named != number:
        what = f"there is a scenario called {shown(scenario.name)} already"
        raise Refused([Fault(what, "Choose another name, or change that one")])
    values = {
        "name": scenario.name,
        "content": scenarios_text([scenario]),
        "changed_by": who,
        "changed_at": now,
    }
    if number is None:
        key = connection.execute(insert(SCENARIOS).values(**values)).inserted_primary_key
        assert key is not None
        return int(key[0])
    read_scenario(connection, number)
    connection.execute(update(SCENARIOS).where(SCENARIOS.c.id == number).values(**values))
    return number


def read_scenario(connection: Connection, number: int) -> KeptScenario:
    """One scenario.

    Raises
    ------
    Refused
        There is none of that number.
    """
    for one in kept_scenarios(connection, [number]):
        return one
    what = f"there is no scenario {number}"
    raise Refused([Fault(what, "See which there are: caco scenario list")])


def kept_scenarios(
    connection: Connection, numbers: Iterable[int] | None = None
) -> list[KeptScenario]:
    """The scenarios that are kept, or some of them, in the order in which they were made."""
    query = select(SCENARIOS).order_by(SCENARIOS.c.id)
    if numbers is not None:
        query = query.where(SCENARIOS.c.id.in_(list(numbers)))
    return [
        KeptScenario(
            row.id, read_scenarios(row.content, row.name)[0], row.changed_by, row.changed_at
        )
        for row in connection.execute(query)
    ]


def remove_scenario(connection: Connection, number: int) -> KeptScenario:
    """Remove a scenario; comparisons keep what they were asked.

    Raises
    ------
    Refused
        There is none of that number.
    """
    found = read_scenario(connection, number)
    connection.execute(delete(SCENARIOS).where(SCENARIOS.c.id == number))
    return found


def add_run(connection: Connection, run: ScenarioRun) -> None:
    """Keep a new comparison, and forget the oldest of those that are over."""
    connection.execute(insert(SCENARIO_RUNS).values(**_values(run)))
    newest = select(SCENARIO_RUNS.c.id).order_by(SCENARIO_RUNS.c.asked_at.desc()).limit(MOST_RUNS)
    kept = list(connection.scalars(newest))
    connection.execute(
        delete(SCENARIO_RUNS).where(
            SCENARIO_RUNS.c.id.not_in(kept), SCENARIO_RUNS.c.status.in_(OVER)
        )
    )


def read_run(connection: Connection, name: str) -> ScenarioRun:
    """One comparison.

    Raises
    ------
    Refused
        There is none of that number.
    """
    query = select(*_RUN).where(SCENARIO_RUNS.c.id == name)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise Refused([Fault(f"there is no comparison {name}", "Compare the scenarios again")])
    return _run(row)


def runs(connection: Connection) -> list[ScenarioRun]:
    """All comparisons that are kept, the newest first."""
    query = select(*_RUN).order_by(SCENARIO_RUNS.c.asked_at.desc(), SCENARIO_RUNS.c.id)
    return [_run(row) for row in connection.execute(query).mappings()]


def begin_run(connection: Connection, name: str, machine: str, now: datetime) -> ScenarioRun | None:
    """Begin a comparison, or begin it again; None if it is over, or no longer there."""
    done = connection.execute(
        update(SCENARIO_RUNS)
        .where(SCENARIO_RUNS.c.id == name, _OPEN)
        .values(
            status=JobStatus.RUNNING,
            machine=machine,
            heard_at=now,
            attempts=SCENARIO_RUNS.c.attempts + 1,
            done=0,
        )
    )
    return read_run(connection, name) if done.rowcount else None


def note_progress(
    connection: Connection, run: ScenarioRun, done: int, count: int, now: datetime
) -> bool:
    """Note how far a comparison is; whether it is still wanted, by this attempt."""
    return _update(connection, run, done=done, count=count, heard_at=now)


def is_wanted(connection: Connection, run: ScenarioRun) -> bool:
    """Whether a comparison is still wanted, by this attempt."""
    return bool(connection.scalar(select(SCENARIO_RUNS.c.id).where(_of_attempt(run))))


def open_runs(connection: Connection) -> list[ScenarioRun]:
    """The comparisons that are not over."""
    query = select(*_RUN).where(_OPEN).order_by(SCENARIO_RUNS.c.asked_at, SCENARIO_RUNS.c.id)
    return [_run(row) for row in connection.execute(query).mappings()]


def end_run(
    connection: Connection,
    run: ScenarioRun,
    status: JobStatus,
    now: datetime,
    *,
    figures: tuple[ScenarioFigures, ...] = (),
    records_seq: int | None = None,
    message: Sentence | None = None,
) -> bool:
    """Note that a comparison is over; whether this attempt still counted."""
    return _update(
        connection,
        run,
        status=status,
        ended_at=now,
        figures=figures_text(figures) if figures else None,
        records_seq=records_seq,
        message=json.dumps(message.to_json()) if message else None,
    )


def put_back_run(connection: Connection, run: ScenarioRun) -> bool:
    """Let a comparison wait for a worker again."""
    return _update(connection, run, status=JobStatus.QUEUED)


def cancel_run(connection: Connection, name: str, now: datetime, why: Sentence) -> bool:
    """Cancel a comparison; whether it was not over yet."""
    done = connection.execute(
        update(SCENARIO_RUNS)
        .where(SCENARIO_RUNS.c.id == name, _OPEN)
        .values(status=JobStatus.CANCELLED, ended_at=now, message=json.dumps(why.to_json()))
    )
    return bool(done.rowcount)


def _update(connection: Connection, run: ScenarioRun, **values: Any) -> bool:  # noqa: ANN401
    """Change the row of an attempt, if that is the one that counts."""
    done = connection.execute(update(SCENARIO_RUNS).where(_of_attempt(run)).values(**values))
    return bool(done.rowcount)


def _of_attempt(run: ScenarioRun) -> ColumnElement[bool]:
    """Whether this attempt is the last, and not over."""
    return (
        (SCENARIO_RUNS.c.id == run.id)
        & (SCENARIO_RUNS.c.attempts == run.attempts)
        & SCENARIO_RUNS.c.status.in_(UNDER_WAY)
    )


def _values(run: ScenarioRun) -> dict[str, Any]:
    found = {field.name: getattr(run, field.name) for field in fields(run)}
    return found | {
        "scenarios": scenarios_text(run.scenarios),
        "figures": figures_text(run.figures) if run.figures else None,
        "message": json.dumps(run.message.to_json()) if run.message else None,
    }


def _run(row: RowMapping) -> ScenarioRun:
    values = dict(row)
    values["scenarios"] = read_scenarios(values["scenarios"], "scenario_run")
    values["figures"] = parse_figures(values["figures"]) if values["figures"] else ()
    message = values["message"]
    values["message"] = Sentence.from_json(json.loads(message)) if message else None
    return ScenarioRun(**values)


@cache
def _adapter() -> TypeAdapter[tuple[ScenarioFigures, ...]]:
    return TypeAdapter(tuple[ScenarioFigures, ...])


def figures_text(figures: tuple[ScenarioFigures, ...]) -> str:
    """Figures as JSON."""
    return _adapter().dump_json(figures).decode()


def parse_figures(text: str) -> tuple[ScenarioFigures, ...]:
    """What `figures_text` made."""
    return _adapter().validate_json(text)
