"""Which weights a planner chose, and what they mean in words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.i18n.language import language
from data.model.errors import InputError
from data.model.job import SolveRequest
from data.model.quality import QualityPart, QualityPreset, QualityWeights, preset_weights
from data.store import jobs
from data.store.audit import trail
from scheduler.planning.drafts import add_draft
from scheduler.planning.open_roster import open_draft
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import publish
from scheduler.planning.quality_weights import choose_weights, last_weights_used, quality_words
from tests.bench.store import fill
from tests.scheduler.solve_jobs.support import NOW
from tests.support.region import CONSENT, FIRST, WEEKS, import_texts, texts
from tests.support.region import NOW as EARLY

USUAL = QualityWeights()
NEXT = date(2027, 1, 18)


def test_a_preset_is_a_start_that_single_weights_change():
    found = choose_weights(USUAL, "health-first", {"quick_return": "8", "wishes": "0"})
    health = preset_weights(QualityPreset.HEALTH_FIRST)
    assert (found.of_rule("QUICK_RETURN"), found.wishes) == (8, 0)
    assert found.of_rule("TWO_STARTS") == health.of_rule("TWO_STARTS")
    assert found.strict == ()


def test_what_is_not_said_stays_as_it_was():
    own = replace(USUAL, fairness=7, strict=(QualityPart.WISHES,))
    assert choose_weights(own, None, {"LONE_NIGHT": "9"}).fairness == 7
    assert choose_weights(own).strict == (QualityPart.WISHES,)
    assert choose_weights(own, None, None, []).strict == ()


def test_a_strict_order_names_parts():
    found = choose_weights(USUAL, strict=["health", "base-roster"])
    assert found.strict == (QualityPart.HEALTH, QualityPart.BASE_ROSTER)


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(InputError) as caught:
        choose_weights(
            USUAL,
            "balance",
            {"QUICK_RETURNS": "8", "LONE_NIGHT": "101", "fairness": "-1", "wishes": "", "x": "1"},
            ["health", "health", "coverage"],
        )
    told = [fault.what for fault in caught.value.faults]
    assert told == [
        "preset 'balance' is unknown",
        "weight 'QUICK_RETURNS' is unknown",
        "weight LONE_NIGHT is '101'",
        "weight fairness is '-1'",
        "weight wishes is ''",
        "weight 'x' is unknown",
        "part 'health' stands twice in the strict order",
        "part 'coverage' of the strict order is unknown",
    ]
    assert caught.value.faults[0].remedy == "Did you mean 'balanced'?"


@pytest.mark.parametrize(
    ("weights", "name", "said"),
    [
        (USUAL, "QUICK_RETURN", "as much as 20 light wishes"),
        (replace(USUAL, wishes=8), "QUICK_RETURN", "as much as 2.5 light wishes"),
        (replace(USUAL, wishes=20), "QUICK_RETURN", "as much as a light wish."),
        (replace(USUAL, wishes=0), "QUICK_RETURN", "costs 20 points"),
        (replace(USUAL, strict=(QualityPart.WISHES,)), "QUICK_RETURN", "costs 20 points"),
        (USUAL, "fairness", "as much as 3 light wishes; three cost four times"),
        (replace(USUAL, fairness=0), "fairness", "Does not count."),
        (USUAL, "wishes", "costs one point."),
    ],
)
def test_a_weight_says_what_it_trades(weights, name, said):
    assert said in quality_words(weights, language("en"), {}).trade(name)


def test_a_job_keeps_its_weights_and_the_last_search_is_the_start_of_the_next(store):
    own = replace(USUAL, fairness=3, strict=(QualityPart.HEALTH,))
    with store.writing() as connection:
        jobs.add_job(connection, SolveRequest(NEXT, 2), "planner", NOW)
        text = connection.exec_driver_sql("SELECT request FROM solve_run").scalar_one()
        assert "weights" not in text  # it is what it was before there were any
    assert last_weights_used(store) == USUAL
    with store.writing() as connection:
        request = SolveRequest(NEXT, 2, weights=own)
        made, is_new = jobs.add_job(connection, request, "planner", NOW + timedelta(hours=1))
        assert is_new
        assert jobs.read_job(connection, made.id).request.weights == own
    assert last_weights_used(store) == own


def test_a_draft_keeps_its_weights_when_the_records_change_and_hands_them_on(store):
    own = replace(USUAL, wishes=4)
    import_texts(store)
    with store.writing() as connection:
        trail.take_turn(connection)
        prepared = prepare(connection, FIRST, WEEKS, EARLY, weights=own)
        draft = add_draft(connection, prepared, fill(prepared.problem), "", "planner", EARLY)
    assert last_weights_used(store) == own  # no search was asked for since
    first, *rest = texts()["people"]
    import_texts(store, {**texts(), "people": [{**first, "name": "Another Name"}, *rest]})
    with store.writing() as connection:
        trail.take_turn(connection)
        opened = open_draft(connection, draft.id, "planner", EARLY)
    assert opened.is_renewed
    assert opened.problem.weights == own
    publish(store, draft.id, CONSENT, "signer", EARLY, language("en"))
    with store.reading() as connection:
        assert prepare(connection, FIRST, WEEKS, EARLY).problem.weights == own  # for a repair
        later = FIRST + timedelta(weeks=WEEKS)
        assert prepare(connection, later, WEEKS, EARLY).problem.weights == USUAL
