"""What a comparison answers, in sentences that a board reads."""

from __future__ import annotations

from datetime import date

from data.i18n.language import language
from data.model.scenario_figures import FoundRoster, ScenarioFigures
from scheduler.workforce.scenario_answer import comparison_answer

DAY = date(2027, 1, 4)


def figures(name, fte, people=4, euros=None, left=None):
    """A scenario; `left` is what stays open of a hundred places, and at least."""
    rosters = tuple(
        FoundRoster(weeks, 100, left[0], left[1], None, None, None, None, 1.0)
        for weeks in (13, 52)
        if left is not None
    )
    return ScenarioFigures(
        name, DAY, DAY, (), (), people, "ATW 5:7(2)c", fte, 1665.0, euros, rosters
    )


def answer(*compared, speech="en"):
    return comparison_answer(compared, language(speech))


def test_the_least_is_named_and_how_much_more_the_others_take():
    (said,) = answer(figures("Two", 10.52, 8, 1_000_000), figures("One", 5.26, 4, 500_000))
    assert said == (
        "One takes the least: 5.26 FTE and 500,000 euros a year, with at least 4 people by law; "
        "Two takes 5.26 FTE and 500,000 euros a year more."
    )


def test_what_is_shown_adds_up():
    (said,) = answer(figures("One", 5.274, 4, 100.4), figures("Two", 10.548, 8, 200.8))
    assert said.endswith("Two takes 5.28 FTE and 101 euros a year more.")  # 10.55 - 5.27


def test_without_prices_there_are_no_euros():
    (said,) = answer(figures("Een", 5.26), figures("Twee", 10.52), speech="nl")
    assert said == (
        "Een vraagt het minst: 5,26 fte, en volgens de wet ten minste 4 mensen; "
        "Twee vraagt 5,26 fte meer."
    )


def test_who_take_as_much_are_not_set_apart():
    (said,) = answer(figures("A", 5.26, 4), figures("B", 5.26, 17))
    assert said == "A, B: 5.26 FTE, with at least 4 / 17 people by law."


def test_what_stays_open_is_told_with_what_is_known_of_it():
    _taken, said = answer(
        figures("A", 1, left=(0, 0)),
        figures("B", 2, left=(9, 9)),
        figures("C", 3, left=(9, 5)),
        figures("D", 4, left=(9, 0)),
        figures("E", 5),
    )
    assert said == (
        "With the people of today, of all places in 52 weeks: A is filled wholly; B leaves 9 of "
        "100 open, and fewer is impossible; C leaves 9 of 100 open, of which at least 5 whatever "
        "one does; D leaves 9 of 100 open, and whether fewer is possible is not known."
    )
