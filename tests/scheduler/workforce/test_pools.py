"""Pools and losses of a store: gathered, kept, told to planners, and gone with who is erased."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from data.model.account import Role
from data.model.message import MessageKind
from data.model.pool_forecast import Outlook, PoolLevel, PoolReason
from data.model.post import PostKind
from data.store import rosters
from data.store.record_objects import read_posts
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.notifications.pool_notices import notify_of_pools, pools_short_soon
from scheduler.records.erasure import erase_person
from scheduler.service.tasks import renew_at_night
from scheduler.workforce.forecast import forecast_pools
from scheduler.workforce.single_points import read_losses, renew_losses, work_out_losses
from scheduler.workforce.standing_problem import standing_problem
from tests.scheduler.self_service.scene import SETTINGS, local
from tests.support.elsewhere import add_planner_elsewhere
from tests.support.originals import IN_FORCE
from tests.support.region import FIRST, INSIDE, KEY, WEEKS, import_texts, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data.model.pool_forecast import PoolForecast
    from data.store.opening import Store

DESK = "CACO"
PLANNER = NewAccount(
    "pauline@region.example", "Pauline", frozenset({Role.PLANNER}), None, "", "a password of hers"
)


@pytest.fixture(autouse=True)
def channels(monkeypatch: pytest.MonkeyPatch) -> None:
    """A way for mail."""
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "json://127.0.0.1:9")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A region with a roster in force."""
    with IN_FORCE.copy("sqlite", tmp_path) as found:
        yield found


def pool(store: Store, function: str = DESK, months: int = 24) -> PoolForecast:
    found = forecast_pools(store, INSIDE, months)
    return next(one for one in found.forecasts if one.function == function)


def with_desk(store: Store, people: int, until: str, **function: str) -> None:
    """So many people keep the function of the desk, and the others lose it after a day."""
    rows = [dict(row) for row in texts()["competences"]]
    desk = [row for row in rows if row["function"] == DESK]
    for at, row in enumerate(desk):
        row["until"] = "" if at < people else until
    functions = [{**row, **(function if row["id"] == DESK else {})} for row in texts()["functions"]]
    import_texts(store, {"competences": rows, "functions": functions}, now=INSIDE)


def test_each_function_of_a_rostered_post_is_forecast_and_no_other(store: Store) -> None:
    with store.reading() as connection:
        posts = read_posts(connection)
    asked = {post.function for post in posts if post.kind is not PostKind.OPEN_CALL}
    assert {one.function for one in forecast_pools(store, INSIDE).forecasts} == asked


def test_appointments_that_end_are_seen_in_their_month_with_the_reason(store: Store) -> None:
    with_desk(store, 3, "2027-09-15")
    found = pool(store)
    month = next(one for one in found.months if one.first == date(2027, 9, 1))
    assert (month.holders, month.renewed, month.least_day) == (3, 3, date(2027, 9, 16))
    gone = [one for one in found.changes if one.on == date(2027, 9, 16)]
    assert gone
    assert {one.reasons for one in gone} == {(PoolReason.APPOINTMENT,)}
    assert found.first_below(PoolLevel.TODAY, Outlook.ALL) == date(2027, 9, 1)


def test_planners_are_told_once_when_recruiting_has_to_begin(store: Store) -> None:
    add_account(store, PLANNER, "tests", INSIDE)
    add_planner_elsewhere(store, INSIDE)
    with_desk(store, 1, "2027-09-15", recruiting_months="4", training_months="4")
    begins = local("2027-01-16 09:00")  # the day by which recruiting begins
    early = begins - timedelta(days=31)
    assert notify_of_pools(store, SETTINGS, early) == []
    assert pools_short_soon(store) == {}
    found = notify_of_pools(store, SETTINGS, begins - timedelta(days=30))
    assert {one.kind for one in found} == {MessageKind.POOL_SHORT}
    assert {one.address for one in found} == {"pauline@region.example"}
    assert all("Recruiting begins by 16 Jan 2027 at the latest" in one.body for one in found)
    (name, day), *others = pools_short_soon(store).items()
    assert (day, others) == (date(2027, 9, 16), [])
    assert name in found[0].subject
    for days in (0, 1):
        assert notify_of_pools(store, SETTINGS, begins + timedelta(days=days)) == []


def test_nobody_is_woken_for_it(store: Store) -> None:
    add_account(store, PLANNER, "tests", INSIDE)
    with_desk(store, 1, "2027-09-15", recruiting_months="12")
    assert notify_of_pools(store, SETTINGS, local("2027-01-16 02:00")) == []
    assert notify_of_pools(store, SETTINGS, local("2027-01-16 09:00")) != []


def test_the_problem_of_losses_holds_the_duties_in_force_from_tomorrow_on(store: Store) -> None:
    with store.reading() as connection:
        problem = standing_problem(connection, INSIDE)
        duties = rosters.duties_between(connection, problem.start, problem.end)
    expected = {(person, shift.id) for person, shift, _ in duties if shift.start >= problem.start}
    assert {(one.person, one.shift) for one in problem.assignments} == expected
    assert min(shift.start for shift in problem.shifts) >= problem.start > INSIDE


def test_losses_are_the_same_in_one_process_and_in_two(store: Store) -> None:
    with store.reading() as connection:
        problem = standing_problem(connection, INSIDE, 1)
    people = sorted({one.person for one in problem.assignments})[:2]
    alone = work_out_losses(store, INSIDE, people, (1,), processes=1)
    both = work_out_losses(store, INSIDE, people, (1,), processes=2)
    assert alone.losses == both.losses
    assert [one.person for one in alone.losses] == people


def test_a_report_is_kept_goes_stale_and_goes_with_who_is_erased(store: Store) -> None:
    assert read_losses(store, INSIDE) is None
    assert renew_at_night(store, SETTINGS, INSIDE) == ""  # by day nothing is done
    report = renew_losses(store, INSIDE, lengths=(1,), processes=1)
    kept = read_losses(store, INSIDE)
    assert kept is not None
    assert (kept.report, kept.is_stale) == (report, False)
    later = read_losses(store, INSIDE + timedelta(days=8))
    assert later is not None
    assert later.is_stale
    import_texts(
        store, {"people": [{**row, "name": row["name"] + "!"} for row in texts()["people"]]}
    )
    changed = read_losses(store, INSIDE)
    assert changed is not None
    assert changed.is_stale
    person = report.losses[0].person
    kept_rows = {
        name: [row for row in rows if person not in (row.get("person"), row.get("id"))]
        for name, rows in texts().items()
    }
    import_texts(store, kept_rows, now=INSIDE)
    much_later = INSIDE + timedelta(weeks=120)
    erase_person(store, person, "left", "tests", much_later, key=KEY)
    assert read_losses(store, INSIDE) is None


def test_where_rosters_in_force_end_sooner_is_kept(store: Store) -> None:
    nobody: tuple[str, ...] = ()
    last = FIRST + timedelta(weeks=WEEKS, days=-1)
    report = work_out_losses(store, INSIDE, nobody, (13,), processes=1)
    assert last < report.last
    assert {day for _post, day in report.ends} == {last}
    assert {post for post, _day in report.ends} <= {row["id"] for row in texts()["posts"]}
    assert work_out_losses(store, INSIDE, nobody, (1,), processes=1).ends == ()
