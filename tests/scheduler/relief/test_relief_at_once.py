"""Planners and functionaries at work on one deployment at the same time."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest

from data.i18n.language import language
from data.model.deployment import ReliefStatus
from data.store import deployments as kept
from data.store.audit import trail
from scheduler.relief.asking import answer, ask_everybody
from scheduler.relief.deployments import extend, fill_open
from scheduler.settings import Settings
from tests.scheduler.relief.demo import BEGUN, NIGHT

EN = language("en")
QUICK = 1.0


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.second)],
)
def store(request, tmp_path):
    with BEGUN.copy(request.param, tmp_path) as found:
        yield found


def state_of(store):
    with store.reading() as connection:
        return kept.read_state(connection, 1)


def test_planners_and_answers_at_the_same_time_lose_nothing(store):
    ask_everybody(store, Settings(), 1, "duty", NIGHT)
    mine = state_of(store).duties
    says = {duty.id: place % 3 != 0 for place, duty in enumerate(mine)}
    with ThreadPoolExecutor(6) as pool:
        answers = [
            pool.submit(answer, store, number, NIGHT, EN, comes=comes)
            for number, comes in says.items()
        ]
        fills = [pool.submit(fill_open, store, 1, f"planner {n}", NIGHT, QUICK) for n in range(2)]
        longer = pool.submit(extend, store, 1, 8, "planner 3", NIGHT, QUICK)
        for said in answers:
            said.result()
        for found in fills:
            found.result()
        longer.result()
    state = state_of(store)
    status = {one.id: one.status for one in state.duties}
    for number, comes in says.items():
        assert status[number] is (ReliefStatus.ACCEPTED if comes else ReliefStatus.DECLINED)
    assert all(len(state.on(one)) <= one.shift.required for one in state.shifts)
    for person in {one.person for one in state.duties}:
        own = sorted(
            (one.shift.start, one.shift.end)
            for one in state.shifts
            for duty in state.on(one)
            if duty.person == person
        )
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(own))
    with store.reading() as connection:
        acts = [one.action for one in trail.entries(connection, "deployment/1")]
    assert acts.count("deployment.accepted") == sum(says.values())
    assert acts.count("deployment.declined") == len(says) - sum(says.values())
