"""``caco relief``: in both languages and for programs."""

from __future__ import annotations

import json

import pytest
import time_machine

from tests.scheduler.relief.demo import DISASTER, NIGHT

ASKED = ("relief", "--posts", "ROT,BT,MK,ROT-IM=3", "--hours", "24", "--time-limit", "4")


@pytest.fixture
def caco(command_line, tmp_path):
    """Commands in that night."""
    with DISASTER.copy("sqlite", tmp_path) as store, time_machine.travel(NIGHT, tick=False):
        yield command_line(store.url.render_as_string(hide_password=False), "duty")


def test_a_relief_roster_says_who_and_on_what_ground(caco):
    code, english, _ = caco(*ASKED, "--ground", "disaster", "--lang", "en")
    assert code == 0
    assert "disaster or crisis (ATW 2:2(1)a)" in english
    assert "ROT: section information management" in english
    assert "nobody of this function is known: ROT: section fire service" in english
    dutch = caco(*ASKED, "--ground", "emergency", "--lang", "nl")[1]
    assert "Wettelijke grond: plotselinge, onvoorziene situatie (ATW 5:10)" in dutch
    assert "Piket wordt aflossing: " in dutch


def test_programs_get_all_of_it(caco):
    facts = json.loads(caco(*ASKED, "--json")[1])
    assert facts["ground"] == "none"
    assert len(facts["shifts"]) >= 3 * 11
    assert {duty["person"] for duty in facts["duties"]}


def test_what_is_wrong_with_an_order_is_told_without_a_roster(caco):
    code, said, wrong = caco("relief", "--posts", "ROTT", "--lang", "en")
    assert (code, said) == (2, "")
    assert "'ROTT' is no team, seat or post" in wrong


def test_a_deployment_is_kept_asked_changed_and_ended_from_the_command_line(caco):
    code, said, _ = caco(*ASKED, "--keep", "Dijkdoorbraak", "--ground", "disaster", "--lang", "en")
    assert (code, "caco relief ask 1" in said) == (0, True)
    assert "Dijkdoorbraak" in caco("relief", "list", "--lang", "nl")[1]
    assert "No message can reach" in caco("relief", "ask", "1", "--lang", "en")[1]
    shown = json.loads(caco("relief", "show", "1", "--json")[1])
    assert shown["counts"]["asked"] > 0
    assert "asked" in caco("relief", "show", "1", "--lang", "en")[1]
    assert caco("relief", "fill", "1", "--time-limit", "2")[0] == 0
    assert caco("relief", "extend", "1", "--hours", "8")[0] == 0
    assert caco("relief", "shrink", "1", "--posts", "ROT-IM=1")[0] == 0
    assert caco("relief", "shrink", "1", "--posts", "ROT-IM")[0] == 2
    assert caco("relief", "owed", "--lang", "en")[0] == 0
    assert isinstance(json.loads(caco("relief", "owed", "--json")[1]), list)
    assert "over" in caco("relief", "end", "1", "--lang", "en")[1]
    assert caco("relief", "end", "1")[0] == 1
    assert caco("relief", "show", "9")[0] == 1


def test_an_exercise_needs_a_name(caco):
    assert caco(*ASKED, "--exercise")[0] == 2
