"""Findings and assessments for programs: the same from the command line and over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler.improvement.assessments import AssessedPoint, AssessmentOverview, InOrder
    from scheduler.improvement.queries import NumberedFinding


def finding_facts(one: NumberedFinding) -> dict[str, Any]:
    """A finding with its actions and checks."""
    it = one.file.finding
    return {
        "number": one.number,
        "id": it.id,
        "found_on": it.found_on.isoformat(),
        "origin": it.origin.value,
        "report": it.report,
        "theme": it.theme,
        "text": it.text,
        "function": it.function,
        "regions": list(it.regions),
        "partner": it.partner,
        "stage": one.file.stage.value,
        "closed_on": it.closed_on and it.closed_on.isoformat(),
        "actions": [
            {
                "id": action.id,
                "what": action.what,
                "due": action.due.isoformat(),
                "done_on": action.done_on and action.done_on.isoformat(),
                "partner": action.partner,
            }
            for action in one.file.actions
        ],
        "checks": [
            {"date": check.date.isoformat(), "helped": check.helped.value, "action": check.action}
            for check in one.file.checks
        ],
    }


def assessment_facts(found: AssessmentOverview) -> dict[str, Any]:
    """The tables, each with its share in order and what is done about its marks."""
    return {
        "in_order": _in_order(found.in_order),
        "parts": [
            {
                "part": part.part,
                "in_order": _in_order(part.in_order),
                "points": [_point(one) for mine in part.points.values() for one in mine.values()],
            }
            for part in found.parts
        ],
    }


def _in_order(one: InOrder) -> dict[str, Any]:
    ambition = one.ambition
    return {
        "count": one.count,
        "of": one.of,
        "without_data": one.without_data,
        "ambition": None if ambition is None else {"year": ambition.year, "share": ambition.share},
    }


def _point(one: AssessedPoint) -> dict[str, Any]:
    it, answer = one.assessment, one.answer
    return {
        "point": it.point,
        "region": it.region,
        "date": it.date.isoformat(),
        "mark": it.mark.value,
        "answer": None if answer is None else answer.value,
        "actions": [action.id for action in one.actions],
        "reason": it.reason,
    }
