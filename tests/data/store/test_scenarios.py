"""Scenarios and comparisons as both databases keep them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from data.model.errors import Refused
from data.model.job import JobStatus
from data.model.scenario import Scenario
from data.model.scenario_change import RemovePeople, SplitPost
from data.model.scenario_figures import FoundRoster, PersonSpread, ScenarioFigures, TeamMinimum
from data.model.scenario_run import ScenarioRun
from data.model.sentence import phrase
from data.store import scenarios as kept
from scheduler.records.erasure import erase_person
from tests.data.store.test_erasure import LATER, LEFT, name_of, somebody
from tests.support.region import KEY

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
ROOMS = Scenario("Twee meldkamers", (SplitPost("CACO", until=13),))
DAY = date(2027, 1, 4)
FIGURES = ScenarioFigures(
    name="Twee meldkamers",
    first=DAY,
    last=DAY,
    posts=("CACO",),
    teams=(TeamMinimum(("CACO",), DAY, DAY, 4, "ATW 5:7(2)c", 5.26, 0.0, 9),),
    people=4,
    article="ATW 5:7(2)c",
    fte=5.26,
    productive_hours=1665.0,
    rosters=(FoundRoster(13, 273, 3, 1, PersonSpread(0, 12, 20), None, None, 2.5, 30.0),),
)


def run(name="0123abcd", **more):
    return ScenarioRun(name, JobStatus.QUEUED, "anna", NOW, (ROOMS,), 30, **more)


def test_a_scenario_is_kept_changed_and_removed(store):
    with store.writing() as connection:
        number = kept.keep_scenario(connection, ROOMS, "anna", NOW)
        other = kept.keep_scenario(connection, Scenario("Nu"), "anna", NOW)
        changed = replace(ROOMS, productive_hours=1500.0)
        assert kept.keep_scenario(connection, changed, "bert", NOW, number) == number
    with store.reading() as connection:
        assert [one.id for one in kept.kept_scenarios(connection)] == [number, other]
        found = kept.read_scenario(connection, number)
        assert (found.scenario, found.changed_by, found.changed_at) == (changed, "bert", NOW)
    with store.writing() as connection:
        kept.remove_scenario(connection, number)
        with pytest.raises(Refused, match="no scenario"):
            kept.read_scenario(connection, number)


def test_a_name_is_of_one_scenario(store):
    with store.writing() as connection:
        kept.keep_scenario(connection, ROOMS, "anna", NOW)
        with pytest.raises(Refused, match="already"):
            kept.keep_scenario(connection, ROOMS, "anna", NOW)


def test_a_comparison_goes_from_question_to_figures(store):
    with store.writing() as connection:
        kept.add_run(connection, run())
        begun = kept.begin_run(connection, "0123abcd", "alpha", NOW)
        assert begun is not None
        assert (begun.status, begun.attempts) == (JobStatus.RUNNING, 1)
        assert kept.note_progress(connection, begun, 1, 2, NOW)
        assert kept.end_run(
            connection, begun, JobStatus.DONE, NOW, figures=(FIGURES,), records_seq=7
        )
    with store.reading() as connection:
        found = kept.read_run(connection, "0123abcd")
        assert (found.done, found.count, found.records_seq) == (1, 2, 7)
        assert found.figures == (FIGURES,)
        assert found.scenarios == (ROOMS,)
    with store.writing() as connection:
        assert kept.begin_run(connection, "0123abcd", "alpha", NOW) is None


def test_only_the_last_attempt_counts(store):
    with store.writing() as connection:
        kept.add_run(connection, run())
        first = kept.begin_run(connection, "0123abcd", "alpha", NOW)
        second = kept.begin_run(connection, "0123abcd", "beta", NOW)
        assert first
        assert second
        assert not kept.note_progress(connection, first, 1, 2, NOW)
        assert kept.note_progress(connection, second, 1, 2, NOW)
        assert kept.cancel_run(connection, "0123abcd", NOW, phrase("cancelled by {who}", who="a"))
        assert not kept.end_run(connection, second, JobStatus.DONE, NOW, figures=(FIGURES,))
        assert not kept.cancel_run(connection, "0123abcd", NOW, phrase("again"))


def test_the_oldest_comparisons_that_are_over_are_forgotten(store):
    with store.writing() as connection:
        for number in range(kept.MOST_RUNS + 2):
            at = NOW + timedelta(minutes=number)
            status = JobStatus.QUEUED if number == 0 else JobStatus.DONE
            kept.add_run(connection, replace(run(f"{number:08x}"), asked_at=at, status=status))
    with store.reading() as connection:
        names = [one.id for one in kept.runs(connection)]
    assert len(names) == kept.MOST_RUNS + 1  # the one that waits stays
    assert names[0] == f"{kept.MOST_RUNS + 1:08x}"
    assert "00000001" not in names


def test_erasure_reaches_who_leaves_in_a_scenario(tmp_path):
    with LEFT.copy("sqlite", tmp_path) as opened:
        person = somebody(opened)
        gone = Scenario(f"Zonder {name_of(person)}", (RemovePeople(people=(person,)),))
        with opened.writing() as connection:
            number = kept.keep_scenario(connection, gone, "anna", NOW)
            kept.add_run(connection, replace(run(), scenarios=(gone,)))
        erase_person(opened, person, "asked for it", "planner", LATER, key=KEY)
        with opened.reading() as connection:
            for found in (
                kept.read_scenario(connection, number).scenario,
                kept.read_run(connection, "0123abcd").scenarios[0],
            ):
                assert person not in str(found)
                assert name_of(person) not in found.name
