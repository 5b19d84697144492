"""Every page is among the pictures."""

from __future__ import annotations

from data.store.migrate import migrate
from data.store.opening import Store, store_url
from tests.browser.screenshots import SHOTS
from tests.support.region import INSIDE
from tests.web.rights import ALL_ON, ways
from web.app import create_app

#: What answers with a part of a page, a file, something for a program, or another address.
NO_PAGE = {
    "admin.design_progress",
    "access.door",
    "assets.library",
    "assets.own",
    "badges.counts",
    "audit.export",
    "feeds.calendar",
    "gaps.whom",
    "health.healthz",
    "health.metrics",
    "health.readyz",
    "help.api_root",
    "help.docs",
    "messages.state",
    "mine.next_duty",
    "oidc.back",
    "oidc.go",
    "people.demonstration",
    "rosters.person_choice",
    "people.document",
    "people.export",
    "people.template",
    "partners.workbook",
    "plan.beforehand",
    "plan.live",
    "plan.weights",
    "reports.coverage_workbook",
    "reports.call_outs_workbook",
    "reports.hours_workbook",
    "improvement.assessments_workbook",
    "improvement.workbook",
    "accountability.workbook",
    "exercises.report_workbook",
    "pools.workbook",
    "what_if.workbook",
    "reports.signed_statement_file",
    "reports.statement_facts_file",
    "access.code_page",
    "typed.said_back",
    "rosters.open_shifts",
    "rosters.steps",
    "rosters.takers",
    "rosters.violations",
    "rosters.flaw",
    "rosters.candidates",
    "rosters.cell",
    "rosters.workbook",
    "phone.manifest",
    "phone.service_worker",
}


def test_every_page_has_its_picture(tmp_path):
    store = Store(store_url(f"sqlite:///{tmp_path}/caco.db"))
    migrate(store)
    app = create_app(store, ALL_ON, lambda: INSIDE)
    pages = {way.endpoint for way in ways(app) if way.method == "GET"}
    assert pages - {shot.endpoint for shot in SHOTS} == NO_PAGE
    assert len({shot.name for shot in SHOTS}) == len(SHOTS)
