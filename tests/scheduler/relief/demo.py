"""The demonstration region with a signed roster, in a night in which eight people are ill."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

from data.files.problem_json import problem_hash
from data.i18n.language import language
from data.model.deployment import LegalGround
from scheduler.planning.absences import report_sick
from scheduler.planning.drafts import keep_draft
from scheduler.planning.preparation import prepare
from scheduler.relief.deployments import NewDeployment, begin_deployment
from scheduler.relief.roster import ReliefOrder
from scheduler.service import demonstration
from solver.options import SolveOptions
from solver.solve import solve_roster
from tests.support.once import once
from tests.support.originals import EMPTY, Original

NIGHT = datetime(2027, 1, 14, 1, 10, tzinfo=UTC)  #: Thursday 02:10 on the clock
WEEKS = 4
#: Two who sit in the control room that day, and six of the information functions.
ILL = (
    "grutto",
    "slobeend",
    "kalmoes",
    "gagel",
    "vuurjuffer",
    "oeverlibel",
    "dopheide",
    "dagpauwoog",
)


def _plan(store):
    first = demonstration.first_day(NIGHT)
    then = demonstration.made_at(first)
    demonstration.begin(store, then)
    demonstration.bring_in(store, first, then)
    for book in demonstration.books_to_sign(store):
        with store.reading() as connection:
            prepared = prepare(connection, first, WEEKS, then, book=book.id)
        solve = partial(solve_roster, prepared.problem, SolveOptions(4))
        result = once(f"solved_{problem_hash(prepared.problem)}", solve)
        draft = keep_draft(store, prepared, result, "demo", then).head
        demonstration.sign(store, draft.id, then, language("en"))


def _fall_ill(store):
    for person in ILL:
        report_sick(store, person, NIGHT, date(2027, 1, 18), "demo", NIGHT)


SIGNED = Original("relief_signed", EMPTY, _plan)
DISASTER = Original("relief_disaster", SIGNED, _fall_ill)


def _begin(store):
    order = ReliefOrder(("ROT-IM=3", "BT-IC"), NIGHT, 48, 8, LegalGround.DISASTER)
    begin_deployment(store, NewDeployment(order, "Dijkdoorbraak"), "duty", NIGHT, 2.0)


BEGUN = Original("relief_begun", DISASTER, _begin)  #: deployment 1; nobody was asked yet


def crowd(ground=LegalGround.DISASTER):
    """An order of more seats than there are rested people."""
    return ReliefOrder(("ROT-IM=4",), NIGHT, 48, 8, ground)
