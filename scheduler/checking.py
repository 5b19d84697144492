"""The use case of judging a roster. It needs no solver engine, and imports none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.judged import judged
from data.exchange.read_roster import read_roster_csv
from data.exchange.roster_period import roster_period
from scheduler.gathering import gather
from solver.rules.in_force import rules_in_force
from solver.setting import Setting
from solver.verdict.judge import breaches

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from data.model.problem import RosterProblem
    from data.model.result import Breach


def check_roster(
    source: Path,
    roster: Path,
    first: date | None,
    weeks: int | None,
    today: date | None = None,
) -> tuple[RosterProblem, list[Breach]]:
    """Judge a roster made by anybody.

    Parameters
    ----------
    source
        The planner's files; see `scheduler.gathering.gather`.
    roster
        A file in the form of ``roster.csv``.
    first, weeks
        The period; None: the whole weeks that the roster touches.
    today
        See `scheduler.gathering.gather`.

    Raises
    ------
    InputError
        Something in the files is wrong.
    """
    if first is None and source.suffix != ".json":
        first, touched = roster_period(roster)
        weeks = weeks or touched
    problem = gather(source, first, weeks, today)
    problem, pairs = judged(problem, read_roster_csv(roster, problem))
    return problem, breaches(Setting(problem), rules_in_force(problem.ruleset), pairs)
