"""What a roster asks of each person, and who stands out in it."""

from hypothesis import given
from hypothesis import strategies as st

from data.model.fairness import FairLine
from data.model.person_figures import (
    MOST,
    Figure,
    FigureCell,
    figures_used,
    outliers,
    person_figures,
)
from data.model.pool import Pool
from data.model.roster_health import HealthCounts, PersonHealth
from data.model.tally import Measure, Tally
from tests.solver.seeded import seeded

POOL = Pool(("CACO",), "CACO", ("chantal", "bas"), on_site=True)
AMOUNTS = st.floats(-40, 40).map(lambda value: round(value, 1))


def line(person, nights=0, due=0.0, before=0.0, pools=(POOL,)):
    nothing = dict.fromkeys(Measure, 0.0)
    done = Tally(nights=nights)
    owed, carried = {**nothing, Measure.NIGHTS: due}, {**nothing, Measure.NIGHTS: before}
    return FairLine(person, pools, done, Tally(), done, owed, carried)


def health(person, *, flex=False, **counts):
    return PersonHealth(person, flex, HealthCounts(**counts), (), 30.0, 40.0)


def test_who_does_far_too_much_comes_first_and_who_does_too_little_after():
    lines = [line("bas", 4, 16.0), line("chantal", 30, 16.4), line("esra", 16, 16.2)]
    found = person_figures(lines, (), {})
    assert [one.person for one in found] == ["chantal", "bas", "esra"]
    assert [(one.person, one.figure) for one in outliers(found)] == [
        ("chantal", Figure.NIGHTS),
        ("bas", Figure.NIGHTS),
    ]
    assert found[0].cells[Figure.NIGHTS].level == MOST
    assert found[1].cells[Figure.NIGHTS].level == -MOST


def test_a_broken_rule_comes_before_every_share():
    found = person_figures([line("bas"), line("chantal", 30, 16.4)], (), {"bas": 1})
    assert outliers(found)[0].figure is Figure.BROKEN


def test_what_makes_up_for_earlier_periods_does_not_stand_out():
    (found,) = person_figures([line("chantal", 30, 16.4, before=-14.0)], (), {})
    assert found.cells[Figure.NIGHTS].level == 0
    assert round(found.cells[Figure.NIGHTS].deviation, 1) == 13.6
    assert outliers([found]) == ()


def test_of_a_large_share_a_small_part_does_not_stand_out():
    (found,) = person_figures([line("chantal", 104, 100.0)], (), {})
    assert found.cells[Figure.NIGHTS].level == 1


def test_counts_are_told_of_who_has_them_and_not_of_flex_workers():
    counted = {"short_rests": 2, "lone_nights": 4, "lone_days_off": 6}
    lines = [line("bas"), line("flex"), line("rest")]
    people = [health("bas", **counted), health("flex", flex=True, **counted)]
    bas, flex = sorted(person_figures(lines, people, {}), key=lambda one: one.person)
    assert {one: cell.level for one, cell in bas.cells.items() if cell.level} == {
        Figure.SHORT_RESTS: 2,
        Figure.LONE_NIGHTS: 2,
        Figure.LONE_DAYS_OFF: 2,
    }
    assert Figure.LONE_NIGHTS not in flex.cells
    assert figures_used([bas, flex]) == (
        Figure.SHORT_RESTS,
        Figure.LONE_NIGHTS,
        Figure.LONE_DAYS_OFF,
    )


def test_a_trainee_has_no_share():
    assert person_figures([line("trainee", 5, pools=())], (), {}) == ()


@seeded()
@given(AMOUNTS, AMOUNTS, AMOUNTS.map(abs))
def test_nobody_is_blamed_for_more_than_they_do_nor_for_more_than_they_owe(done, before, due):
    cell = FigureCell(done, due, before)
    deviation, balance = done - due, before + done - due
    assert abs(cell.excess) <= min(abs(deviation), abs(balance)) + 1e-9
    assert cell.excess * deviation >= 0
    assert cell.excess * balance >= 0
    if deviation * balance > 0:
        assert cell.excess


@seeded()
@given(st.lists(st.tuples(st.integers(0, 40), AMOUNTS.map(abs), AMOUNTS), max_size=8))
def test_nothing_stands_out_exactly_where_no_cell_does(people):
    lines = [line(f"p{n}", *one) for n, one in enumerate(people)]
    found = person_figures(lines, (), {})
    cells = [cell for one in found for cell in one.cells.values()]
    assert len(outliers(found)) == sum(cell.stands_out for cell in cells)
    assert all(-MOST <= cell.level <= MOST for cell in cells)
    assert all(cell.level * cell.excess >= 0 for cell in cells)
    weights = [one.weight for one in outliers(found)]
    assert weights == sorted(weights, reverse=True)
