"""Erasure reaches deployments: what somebody declined goes, what they did stays without a name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.model.deployment import (
    Deployment,
    DeploymentSeat,
    LegalGround,
    ReliefDuty,
    ReliefShift,
    ReliefStatus,
)
from data.model.errors import Refused
from data.store import deployments as kept
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.tables.deployments import DEPLOYMENTS
from scheduler.records.erasure import erase_person
from tests.data.store.test_erasure import LATER, LEFT, name_of, somebody
from tests.support.region import KEY, NOW, import_texts, texts

RELIEVED = NOW + timedelta(weeks=50)  #: long after the roster was over
RECENT = RELIEVED + timedelta(weeks=40)


@pytest.fixture
def store(tmp_path):
    with LEFT.copy("sqlite", tmp_path) as opened:
        yield opened


def test_what_was_declined_goes_and_what_was_done_stays(store):
    person = somebody(store)
    name = name_of(person)
    import_texts(store, texts(), now=NOW)  # they are here for the deployment
    shifts = [
        ReliefShift("ROT-IM", RELIEVED.replace(hour=hour), RELIEVED.replace(hour=hour + 1), 60)
        for hour in (1, 5)
    ]
    given = Deployment(
        0,
        f"Fire at {name}'s",
        None,
        shifts[0].start,
        shifts[1].end,
        8,
        LegalGround.NONE,
        is_exercise=False,
        made_by=name,
        made_at=NOW,
    )
    with store.writing() as connection:
        trail.take_turn(connection)
        made = kept.add_deployment(connection, given, [DeploymentSeat("ROT-IM", "IM-ROT", ("R1",))])
        kept.add_shifts(connection, made.id, shifts)
        state = kept.read_state(connection, made.id)
        duties = kept.add_duties(connection, state, [ReliefDuty(person, s.id) for s in shifts])
        kept.change_duty(connection, duties[0].id, status=ReliefStatus.ACCEPTED)
        kept.change_duty(connection, duties[1].id, status=ReliefStatus.DECLINED)
        act = Act("deployment.begun", f"deployment/{made.id}", None, {"name": given.name})
        trail.append(connection, [act], "duty", NOW)
    import_texts(
        store,
        {
            table: [r for r in rows if person not in (r.get("person"), r.get("id"))]
            for table, rows in texts().items()
        },
        now=NOW,
    )
    with pytest.raises(Refused, match="ATW 4:3"):  # relief is work that is kept by name for a year
        erase_person(store, person, "asked for it", "planner", RECENT, key=KEY)
    erase_person(store, person, "asked for it", "planner", LATER, key=KEY)
    with store.reading() as connection:
        (left,) = kept.read_state(connection, made.id).duties
        (row,) = connection.execute(select(DEPLOYMENTS.c.name, DEPLOYMENTS.c.made_by)).all()
        said = [str(one.after) for one in trail.entries(connection, f"deployment/{made.id}")]
    assert left.status is ReliefStatus.ACCEPTED
    assert person not in left.person
    assert not [text for text in (*row, *said) if name in text]
