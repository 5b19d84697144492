"""Small registers, made by hand or by hypothesis."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from data.model.person import Competence, CompetenceLevel
from data.model.register import Register
from data.model.requirement import Evidence, Override, Requirement, RequirementKind

START = date(2027, 1, 1)
LAST = START + timedelta(days=119)
PEOPLE, FUNCTIONS, IDS = ("an", "bo"), ("caco", "im"), ("course", "exercise", "declared")


def refresher(months=12, id_="refresher", **asked):
    """A refresher that a CaCo has to follow."""
    about: dict[str, Any] = {"id": id_, "name": "Refresher", "kind": RequirementKind.REFRESHER}
    about |= {"functions": ("caco",), "start": date(2020, 1, 1)} | asked
    return Requirement(**about, months=months)


def shown(on, requirement="refresher", **more):
    """Evidence of An."""
    return Evidence("an", requirement, date.fromisoformat(on), "Els Eik", **more)


def appointed(first="2020-01-01", until=None, level=CompetenceLevel.QUALIFIED):
    """An is a CaCo."""
    last = date.fromisoformat(until) if until else None
    return Competence("an", "caco", date.fromisoformat(first), last, level)


def decided(first, until):
    """An may be a CaCo all the same."""
    days = date.fromisoformat(first), date.fromisoformat(until)
    return Override("an", "caco", *days, "The course was cancelled", "Hans Hazelaar")


YEARLY = (refresher(),)


def register(*rows, asks=YEARLY):
    """A register of these rows, whatever they are."""
    return Register(
        tuple(row for row in rows if isinstance(row, Competence)),
        tuple(asks),
        tuple(row for row in rows if isinstance(row, Evidence)),
        tuple(row for row in rows if isinstance(row, Override)),
    )


days = st.integers(0, 119).map(lambda n: START + timedelta(days=n))
people, functions, ids = map(st.sampled_from, (PEOPLE, FUNCTIONS, IDS))


@st.composite
def spans(draw, bounded=False):
    first, last = sorted((draw(days), draw(days)))
    return first, (last if bounded else draw(st.sampled_from([last, None])))


@st.composite
def registers(draw):
    """At most two people and two functions in four months."""
    levels = st.sampled_from(CompetenceLevel)
    rows = draw(st.lists(st.tuples(people, functions, spans(), levels), min_size=1, max_size=5))
    asked = draw(
        st.lists(
            st.tuples(
                ids,
                st.sets(functions, min_size=1),
                spans(),
                st.integers(1, 2),
                st.sampled_from([None, 1, 1, 2, 3]),
                st.sets(ids, max_size=1),
                st.sampled_from([0, 7, 30]),
            ),
            max_size=3,
        )
    )
    evidence = draw(
        st.lists(st.tuples(people, ids, days, st.sampled_from([None, 0, 9]), spans()), max_size=8)
    )
    overrides = draw(st.lists(st.tuples(people, functions, spans(bounded=True)), max_size=2))
    return Register(
        tuple(Competence(p, f, *span, level) for p, f, span, level in rows),
        tuple(
            Requirement(
                id_, id_, tuple(sorted(who)), RequirementKind.EXERCISE, *span,
                times=times, months=months, accepts=tuple(accepts), warning_days=warning,
            )
            for id_, who, span, times, months, accepts, warning in asked
        ),
        tuple(
            Evidence(
                p, id_, on, "Els Eik",
                start=None if later is None else on + timedelta(days=later),
                until=span[1] and max(span[1], on + timedelta(days=later or 0)),
            )
            for p, id_, on, later, span in evidence
        ),
        tuple(Override(p, f, *span, "need", "Hans Hazelaar") for p, f, span in overrides),
    )  # fmt: skip
