"""The demonstration region can be reached, but for one, and shows an open call that falls short."""

from __future__ import annotations

from datetime import timedelta

from data.demo.generated import generated_scene
from data.model.post import PostKind
from data.tables.addresses import check_address
from tests.support.demo_region.alerts import OPEN_POST, WITHOUT_CONTACTS
from tests.support.demo_region.region import demo_scene

SCENE = demo_scene()
ALERTS = SCENE.alerts


def test_everybody_but_one_can_be_reached_by_an_invented_address_of_their_own():
    reachable = {contact.person for contact in ALERTS.contacts}
    assert {person.id for person in SCENE.people} - reachable == {WITHOUT_CONTACTS}
    assert len({contact.address for contact in ALERTS.contacts}) == len(ALERTS.contacts)
    for contact in ALERTS.contacts:
        check_address(contact.channel, contact.address)
        assert contact.address.endswith(".example") or contact.address.startswith("+31600")


def test_the_one_who_cannot_be_reached_is_on_call_in_the_roster():
    function = {each.function for each in SCENE.competences if each.person == WITHOUT_CONTACTS}
    (post,) = (post for post in SCENE.posts if post.function in function and "GV" in post.regions)
    assert post.kind is PostKind.ON_CALL


def test_fourteen_calls_in_a_year_to_eleven_people_and_once_nobody_came():
    calls = [one for one in ALERTS.call_outs if OPEN_POST in one.posts and not one.is_exercise]
    assert len(calls) == 14
    moments = [one.alert_at for one in calls]
    assert max(moments) - min(moments) < timedelta(days=365)
    called = [list(one.called_for(OPEN_POST)) for one in calls]
    assert [len(people) for people in called] == [11] * 14
    assert sum(not any(one.came for one in people) for people in called) == 1


def test_whoever_sits_in_the_control_room_hears_first():
    first, second = ALERTS.duty_managers
    assert (first.level, first.post) == (1, "CACO")
    assert (second.level, second.name) == (2, "Piket hoofd meldkamer")


def test_everybody_of_a_generated_region_has_an_address_of_their_own():
    scene = generated_scene(60, 8, 4, 1)
    mails = [each.address for each in scene.alerts.contacts if each.channel == "mail"]
    assert len(set(mails)) == len(scene.people)
    for mail in mails:
        check_address("mail", mail)
