"""On which terms each address is open to rights for some regions.

An address is closed to them unless it stands in `TERMS`: with what it names, which must be within
reach, or with nothing, where the page leaves out by itself what is not. So a new address is closed
to them until somebody has thought of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.accounts.regions import Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Parts of an address by name, and what they name.
Terms = dict[str, Subject]

#: Areas in which everybody has to do with what is their own, or the same for all.
OF_NO_REGION = frozenset(
    {"access", "account", "answers", "assets", "feeds", "health", "help", "invitations", "mine"}
    | {"oidc", "phone", "typed"}
)
_GAP: Terms = {"number": Subject.GAP}
_RECORD: Terms = {"number": Subject.RECORD}
_TABLE: Terms = {"table": Subject.RECORD_TABLE}
_POST: Terms = {"code": Subject.POST}
_ROSTER: Terms = {"roster": Subject.ROSTER}
_WHOLE: Terms = {"roster": Subject.WHOLE_ROSTER}
_SIGNING: Terms = {"number": Subject.WHOLE_ROSTER}
_SIGNED_FOR: Terms = {"number": Subject.ROSTER}  # they see, and sign for, what is of their regions
_JOB: Terms = {"name": Subject.JOB}
_LEAVE: Terms = {"number": Subject.LEAVE}
_ROUND: Terms = {"number": Subject.ROUND}
_STATEMENT: Terms = {"number": Subject.STATEMENT}
_DEPLOYMENT: Terms = {"number": Subject.DEPLOYMENT}
_ABSENCES: Terms = {"number": Subject.ABSENCE_CALENDAR}
_MEMBER: Terms = {"code": Subject.MEMBER}
_MESSAGE: Terms = {"name": Subject.MESSAGE}
_FINDING: Terms = {"number": Subject.FINDING}
_WHOLE_FINDING: Terms = {"number": Subject.WHOLE_FINDING}
_WHOLE_CALL_OUT: Terms = {"number": Subject.WHOLE_CALL_OUT}
_EXERCISE: Terms = {"number": Subject.EXERCISE}
#: Addresses that are open to them, by endpoint.
TERMS: Mapping[str, Terms] = {
    "accountability.one": {"number": Subject.BOARD_ACCOUNT},
    "accountability.page": {},
    "accountability.workbook": {},
    "admin.add_post": {},
    "admin.change_post": _POST,
    "admin.end_post": _POST,
    "admin.new_post": {},
    "admin.post": _POST,
    "admin.posts": {},
    "admin.rules": {},
    "audit.export": {},
    "audit.trail": {},
    "badges.counts": {},
    "board.now": {},
    "board.wall": {},  # of a token, which has regions of its own
    "board.confirm_on_wall": {},
    "call_outs.change": _WHOLE_CALL_OUT,
    "call_outs.list_page": {},
    "call_outs.new": {},
    "call_outs.one": {"number": Subject.CALL_OUT},
    "call_outs.record": {},
    "call_outs.remove": _WHOLE_CALL_OUT,
    "demand.month": {},
    "exercises.attendance": _EXERCISE,
    "exercises.best_date": {},
    "exercises.call_it_off": {"number": Subject.WHOLE_EXERCISE},
    "exercises.invite_people": _EXERCISE,
    "exercises.list_page": {},
    "exercises.page": _EXERCISE,
    "exercises.report_page": {},
    "exercises.report_workbook": {},
    "pools.page": {},
    "pools.work_out": {},
    "pools.workbook": {},
    "gaps.list_page": {},
    "gaps.page": _GAP,
    "gaps.candidates": _GAP,
    "gaps.take_up": _GAP,
    "gaps.let_go": _GAP,
    "gaps.intend": _GAP,
    "gaps.offer": _GAP,
    "gaps.state_present": _GAP,
    "gaps.withdraw": _GAP,
    "gaps.weigh": _GAP,
    "gaps.assign": _GAP,
    "gaps.whom": _GAP,
    "gaps.log": _GAP,
    "improvement.act": _WHOLE_FINDING,
    "improvement.assessment_page": {},
    "improvement.assessments_workbook": {},
    "improvement.begin": {},
    "improvement.check": _WHOLE_FINDING,
    "improvement.close": _WHOLE_FINDING,
    "improvement.done": _FINDING,
    "improvement.list_page": {},
    "improvement.new": {},
    "improvement.one": _FINDING,
    "improvement.reopen": _WHOLE_FINDING,
    "improvement.themes_page": {},
    "improvement.workbook": {},
    "messages.channels": {},
    "messages.health": {},
    "messages.list_page": {},
    "messages.message": _MESSAGE,
    "messages.retry": _MESSAGE,
    "messages.retry_all": {},
    "messages.settle": _MESSAGE,
    "messages.state": _MESSAGE,
    "messages.steps": {},
    "messages.trial": {},
    "partners.list_page": {},
    "partners.page": {"code": Subject.PARTNER},
    "partners.workbook": {"code": Subject.PARTNER},
    "people.away": _MEMBER,
    "people.carry_out": {},
    "people.contacts": _MEMBER,
    "people.declare": {},
    "people.declare_now": {},
    "people.document": {"code": Subject.PERSON, "number": Subject.DOCUMENT},
    "people.demonstration": {},
    "people.export": {},
    "people.import_page": {},
    "people.decide_evidence": {"number": Subject.HANDED_IN},
    "people.learning": {},
    "people.look": {},
    "people.matrix": {},
    "people.override": {},
    "people.override_now": {},
    "people.template": {},
    "people.person": {"code": Subject.PERSON},
    "plan.again": _JOB,
    "plan.another_worker": _JOB,
    "plan.beforehand": {},
    "plan.job": _JOB,
    "plan.jobs": {},
    "plan.live": _JOB,
    "plan.page": {},
    "plan.search_on": _JOB,
    "plan.start": {},
    "plan.stop": _JOB,
    "plan.throw_away": _JOB,
    "plan.weights": {},
    "proposals.add": {},
    "proposals.decide": {},
    "proposals.list_page": {},
    "proposals.read_again": _ABSENCES,
    "proposals.remove": _ABSENCES,
    "publish.page": _SIGNED_FOR,
    "publish.sign": _SIGNED_FOR,
    "publish.signed": _SIGNING,
    "relief.ask": _DEPLOYMENT,
    "relief.begin": {},
    "relief.end": _DEPLOYMENT,
    "relief.extend_page": _DEPLOYMENT,
    "relief.fill": _DEPLOYMENT,
    "relief.list_page": {},
    "relief.note_answer": _DEPLOYMENT,
    "relief.open_page": _DEPLOYMENT,
    "relief.page": _DEPLOYMENT,
    "relief.shrink_page": _DEPLOYMENT,
    "records.add_person": {},
    "records.add_row": _TABLE,
    "records.change_row": _RECORD,
    "records.end_row": _RECORD,
    "records.new_person": {},
    "records.new_row": _TABLE,
    "records.row": _RECORD,
    "records.rows": _TABLE,
    "records.tables": {},
    "records.undo": _RECORD,
    "reports.call_outs": {},
    "reports.call_outs_workbook": {},
    "reports.coverage": {},
    "reports.coverage_workbook": {},
    "reports.hours": {},
    "reports.hours_workbook": {},
    "reports.open_calls": {},
    "reports.sign": {},
    "reports.signed_statement": _STATEMENT,
    "reports.signed_statement_file": _STATEMENT,
    "reports.statement": {},
    "reports.statement_facts_file": {},
    "reports.statements": {},
    "requests.close_one": _ROUND,
    "requests.grant": _LEAVE,
    "requests.list_page": {},
    "requests.note_nothing": _ROUND,
    "requests.open_one": {},
    "requests.outcome": _SIGNING,
    "requests.refuse": _LEAVE,
    "requests.round_page": _ROUND,
    "requests.rounds_page": {},
    "rosters.candidates": _WHOLE,
    "rosters.cell": _ROSTER,
    "rosters.copy_weeks": _WHOLE,
    "rosters.drop": _WHOLE,
    "rosters.duty_list": _ROSTER,
    "rosters.edit": _WHOLE,
    "rosters.flaw": _WHOLE,
    "rosters.grid": _ROSTER,
    "rosters.list_page": {},
    "rosters.make_draft": {},
    "rosters.month": _ROSTER,
    "rosters.open_shifts": _ROSTER,
    "rosters.person": {**_ROSTER, "code": Subject.PERSON},
    "rosters.person_choice": _ROSTER,
    "rosters.print_page": _ROSTER,
    "rosters.quality": _WHOLE,
    "rosters.rebase": _WHOLE,
    "rosters.rebase_page": _WHOLE,
    "rosters.steps": _WHOLE,
    "rosters.takers": _WHOLE,
    "rosters.violations": _WHOLE,
    "rosters.workbook": _WHOLE,
    "takeovers.list_page": {},
    "takeovers.new": {},
    "takeovers.record": {},
    "takeovers.withdraw": {"number": Subject.TAKE_OVER},
}
#: The same of operations of the API, for tokens of some regions.
API_TERMS: Mapping[str, Terms] = {
    "call_outs.call_outs": {},
    "call_outs.record": {},
    "coverage.coverage": {},
    "coverage.health": {},
    "demand.add": {},
    "demand.list_demand": {},
    "demand.withdraw": {"number": Subject.DEMAND},
    "deployments.deployment": _DEPLOYMENT,
    "deployments.list_deployments": {},
    "duties.duties": {},
    "exercises.exercise": _EXERCISE,
    "exercises.exercises": {},
    "exercises.needs": {},
    "findings.assessed": {},
    "findings.findings": {},
    "duties.on_duty": {},
    "gaps.gap": _GAP,
    "gaps.gaps": {},
    "people.import_people": {},
    "presence.confirm": {},
    "rosters.quality": {"number": Subject.WHOLE_ROSTER},
    "rosters.roster": {"number": Subject.ROSTER},
    "rosters.rosters": {},
    "takeovers.list_takeovers": {},
    "takeovers.record": {},
}
#: Fields of forms and of queries that name something, whatever the address.
FIELDS: Mapping[str, Subject] = {
    "also": Subject.GAP,
    "book": Subject.BOOK,
    "compare": Subject.WHOLE_ROSTER,
    "comer": Subject.PERSON,
    "holder": Subject.PERSON,
    "leaver": Subject.PERSON,
    "other": Subject.PERSON,
    "person": Subject.PERSON,
    "post": Subject.POST,
    "region": Subject.REGION,
    "shift": Subject.SHIFT,
}
#: Fields that a page looks at itself: a post may stay in a book that is not theirs alone.
ITS_OWN = {"admin.change_post": {"book"}}
#: Fields of some addresses that name something else there.
FIELD_AT: Mapping[tuple[str, str], Subject] = {
    (endpoint, "post"): Subject.POST_OR_WORD
    for endpoint in ("records.add_row", "records.change_row", "records.new_row")
}
#: What somebody sees who may not change it, where that takes less.
AS_SEEN = {
    Subject.WHOLE_ROSTER: Subject.ROSTER,
    Subject.WHOLE_CALL_OUT: Subject.CALL_OUT,
    Subject.WHOLE_EXERCISE: Subject.EXERCISE,
    Subject.WHOLE_FINDING: Subject.FINDING,
    Subject.MEMBER: Subject.PERSON,
    Subject.RECORD: Subject.RECORD_SEEN,
}
#: Addresses at which somebody gets nothing who plans no book as a whole.
FOR_BOOKS = frozenset({"plan.page", "requests.rounds_page", "rosters.make_draft"})


def terms_of(endpoint: str) -> Terms | None:
    """On which terms an address is open to rights for some regions; None: it is not."""
    if endpoint.partition(".")[0] in OF_NO_REGION:
        return {}
    return TERMS.get(endpoint)
