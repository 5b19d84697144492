"""Scenarios as files: what is read, what is refused, and that nothing is lost in between."""

from datetime import date
from pathlib import Path

import pytest

import data.demo
from data.files.scenario_file import read_scenario_file, read_scenarios, scenarios_text
from data.model.errors import InputError
from data.model.scenario import HourPrices, Scenario
from data.model.scenario_change import (
    AbsenceRate,
    AddPeople,
    ChangePattern,
    MergePosts,
    RemovePeople,
    SharePools,
    SplitPost,
    ToOnCall,
)

EVERYTHING = Scenario(
    name="Alles",
    changes=(
        MergePosts(("A", "B"), "AB", "Samen", date(2027, 3, 1)),
        SplitPost("C", until=13),
        ChangePattern("C", "2x12", 14),
        ToOnCall("D", "weeknights"),
        SharePools(("A", "D")),
        AddPeople(2, 32.0, ("CACO",), ("FL", "GV"), 5),
        RemovePeople(("anna",), start=date(2027, 6, 1)),
        RemovePeople(count=2, function="CACO"),
        AbsenceRate(0.08),
    ),
    first=date(2027, 1, 4),
    productive_hours=1500.0,
    prices=HourPrices(work=50.0, on_call=4.5),
    posts=("E",),
    lapses=True,
)


def faults(text: str) -> list[str]:
    with pytest.raises(InputError) as refused:
        read_scenarios(text, "rooms.toml")
    return [str(one) for one in refused.value.faults]


def test_what_is_kept_is_read_back_whole():
    assert read_scenarios(scenarios_text([EVERYTHING]), "kept") == (EVERYTHING,)


def test_what_a_file_says_once_holds_for_each_scenario():
    one, two = read_scenarios(
        """
        first = 2027-02-01
        productive_hours = 1600
        [[scenario]]
        name = "a"
        [[scenario]]
        name = "b"
        productive_hours = 1700
        [[scenario.change]]
        kind = "split"
        post = "CACO"
        from_week = 3
        """,
        "x",
    )
    assert (one.first, one.productive_hours, one.changes) == (date(2027, 2, 1), 1600, ())
    assert (two.first, two.productive_hours) == (date(2027, 2, 1), 1700)
    assert two.changes == (SplitPost("CACO", start=3),)


def test_all_faults_are_told_at_once_with_the_nearest_known_word():
    told = faults(
        """
        productive_hour = 1600
        [[scenario]]
        name = "a"
        [[scenario.change]]
        kind = "splitt"
        post = "CACO"
        [[scenario.change]]
        kind = "merge"
        posts = ["A"]
        into = "B"
        [[scenario.change]]
        kind = "absence"
        rate = 8
        [[scenario.change]]
        kind = "pattern"
        post = "A"
        """
    )
    assert told == [
        "rooms.toml: 'productive_hour' is not known here. Did you mean 'productive_hours'?",
        "rooms.toml, a, [[change]] 1: kind 'splitt' is no change. Did you mean 'split'?",
        "rooms.toml, a, [[change]] 2: posts names fewer than two. Name at least two posts",
        "rooms.toml, a, [[change]] 3: rate is '8'. Use a number from 0.001 up to 0.999",
        "rooms.toml, a, [[change]] 4: pattern is missing. Add it to this pattern",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name =", "it is no TOML, and no JSON"),
        ("{", "it is no TOML, and no JSON"),
        ("", "0 scenarios are given"),
        ("[[scenario]]\nname = 'a'\n" * 5, "5 scenarios are given"),
        ("[[scenario]]\nname = 'a'\n" * 2, "two scenarios are called 'a'"),
        ("[[scenario]]", "it has no name"),
        ("scenario = 3", "scenario is not a list of tables"),
        ("[[scenario]]\nname = 'a'\nfirst = 'soon'", "'soon' is not a date"),
        ("[[scenario]]\nname = 'a'\nposts = 3", "posts is not a list of texts"),
        ("[[scenario]]\nname = 'a'\nprices = { nights = 3 }", "'nights' is not known here"),
        ("[[scenario]]\nname = 'a'\nproductive_hours = 0", "productive_hours is '0'"),
        ("[[scenario]]\nname = 'a'\nlapses = 'yes'", "lapses is 'yes'"),
    ],
)
def test_what_makes_no_sense_is_refused(text, told):
    assert told in faults(text)[0]


def test_a_day_is_a_date_or_a_week_and_who_leaves_is_named_or_counted():
    change = "[[scenario]]\nname='a'\n[[scenario.change]]\nkind='split'\npost='C'\n"
    assert "both from and from_week" in faults(change + "from=2027-01-04\nfrom_week=2")[0]
    assert "from_week is '1.5'" in faults(change + "from_week=1.5")[0]
    leave = "[[scenario]]\nname='a'\n[[scenario.change]]\nkind='remove'\npeople=['P1']\n"
    assert "both people and a count" in faults(leave + "count=2\nfunction='C'")[0]
    assert "until lies before from" in faults(change + "from=2027-02-01\nuntil=2027-01-04")[0]


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_scenario_file(tmp_path / "none.toml")


def test_the_scenarios_of_the_demonstration_are_read():
    assert data.demo.__file__
    found = read_scenario_file(Path(data.demo.__file__).parent / "scenarios.toml")
    assert [len(one.changes) for one in found] == [0, 1, 1, 1]
