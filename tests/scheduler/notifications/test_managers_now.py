"""Who is duty manager now, and how a message reaches somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from data.model.contact import DutyManager, Recipient
from data.model.stand_in import DutyPart
from scheduler.coverage.input import StaffedShift
from scheduler.notifications.recipients import first_recipients, managers_now
from tests.scheduler.coverage.scenes import DESK, HOME, day_of, ill, known

D, L, _N = day_of("2027-01-04")
NOW = D.start + timedelta(hours=1)
PEOPLE = {who: Recipient(f"people/{who}", who, (("mail", f"{who}@vr.example"),)) for who in "abc"}
BY_POST = DutyManager(1, post="CACO")


def found(scene, *rows, people=PEOPLE, now=NOW):
    told = managers_now(scene, rows, people, now)
    return {level: [one.name for one, _ in reached] for level, reached in told.items()}


def test_whoever_holds_the_post_at_that_moment_is_told():
    scene = known(StaffedShift(D, ("a",)), StaffedShift(L, ("b",)))
    assert found(scene, BY_POST) == {1: ["a"]}
    assert found(scene, BY_POST, now=D.end) == {1: ["b"]}


def test_who_took_over_is_duty_manager_from_that_moment():
    middle = D.start + timedelta(hours=4)
    parts = DutyPart("a", D.start, middle), DutyPart("b", middle, D.end)
    scene = known(StaffedShift(D, ("a", "b"), parts=parts))
    assert found(scene, BY_POST) == {1: ["a"]}
    assert found(scene, BY_POST, now=middle) == {1: ["b"]}


def test_a_holder_who_is_ill_is_not():
    scene = known(StaffedShift(D, ("a",)), **ill("a", "2027-01-04 00:00", "2027-01-05 00:00"))
    assert found(scene, BY_POST) == {}


def test_people_by_name_and_outsiders_have_their_level():
    rows = (
        DutyManager(1, person="c"),
        DutyManager(2, name="Piket", channel="mail", address="piket@vr.example"),
        DutyManager(3, person="gone"),
    )
    assert found(known(), *rows) == {1: ["c"], 2: ["Piket"]}


@pytest.mark.parametrize(
    ("contacts", "wished", "reached"),
    [
        ((("mail", "m"), ("sms", "s")), "push", ("sms", "s")),
        ((("mail", "m"), ("push", "p"), ("sms", "s")), "hook", ("push", "p")),
        ((("mail", "m"), ("sms", "s")), "mail", ("mail", "m")),
        ((("hook", "h"),), "push", ("hook", "h")),
        ((("mail", "first"), ("mail", "second")), "mail", ("mail", "first")),
        ((("phone", "0"),), "push", None),
        ((), "mail", None),
    ],
)
def test_a_message_goes_by_the_wished_channel_or_the_most_urgent_there_is(
    contacts, wished, reached
):
    usable = ("mail", "sms", "push", "hook")
    assert Recipient("people/1", "One", contacts).reach(wished, usable) == reached


def test_who_is_called_about_a_duty_is_for_its_post_or_else_whoever_there_is():
    desk, home = replace(DESK, book="desk"), replace(HOME, book="piket")
    rows = (DutyManager(1, person="a", books=("piket",)), DutyManager(2, person="b"))
    scene = known(posts=(desk, home))
    scene = replace(scene, alerts=replace(scene.alerts, duty_managers=rows))

    def called(*posts):
        return [one.name for one in first_recipients(scene, PEOPLE, NOW, posts)]

    assert called() == ["a"]
    assert called("CACO") == ["b"]
    assert called("IM") == ["a"]
    assert called("IM", "CACO") == ["a", "b"]
    only = replace(scene, alerts=replace(scene.alerts, duty_managers=rows[:1]))
    assert [one.name for one in first_recipients(only, PEOPLE, NOW, ["CACO"])] == ["a"]
