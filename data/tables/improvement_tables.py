"""Reads the tables of findings, actions, checks, assessments, ambitions and action templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.model.improvement import (
    ActionTemplate,
    Actor,
    Ambition,
    Assessment,
    AssessmentMark,
    CheckOutcome,
    EffectCheck,
    Finding,
    FindingFile,
    FindingOrigin,
    FindingSubject,
    ImprovementAction,
    with_actions,
)
from data.tables.faults import shown
from data.tables.table_rows import Once

if TYPE_CHECKING:
    from data.tables.reading import Reading
    from data.tables.table_rows import TableRow

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_DAYS = 730  #: from the end of a deployment to the day on which an action is due
_OWN_CODE = "Give each a code of its own"


@dataclass(frozen=True, slots=True)
class ImprovementRecords:
    """What the tables say.

    Parameters
    ----------
    files
        The findings, each with its actions and checks.
    """

    files: tuple[FindingFile, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    ambitions: tuple[Ambition, ...] = ()
    templates: tuple[ActionTemplate, ...] = ()


def read_improvement(reading: Reading, today: date | None = None) -> ImprovementRecords:
    """The six tables, in their order.

    Parameters
    ----------
    today
        Nothing was found, done, checked, closed or assessed after it; None: that is not asked.
    """
    past = _Past(today)
    findings = _findings(reading, past)
    actions = _actions(reading, past)
    checks = _checks(reading, past, {action.id: action for _, action in actions})
    files = with_actions(
        (one for _, one in findings), (one for _, one in actions), (one for _, one in checks)
    )
    _refuse_own_work({one.finding.id: one for one in files}, findings, checks)
    return ImprovementRecords(
        files, _assessments(reading, past), _ambitions(reading), _templates(reading)
    )


@dataclass(frozen=True, slots=True)
class _Past:
    """Days that have come."""

    today: date | None

    def day(self, row: TableRow, column: str) -> date:
        """A required day."""
        return self._looked_at(row, column, row.day(column))

    def optional_day(self, row: TableRow, column: str) -> date | None:
        """A day that may be left out."""
        found = row.optional_day(column)
        return None if found is None else self._looked_at(row, column, found)

    def _looked_at(self, row: TableRow, column: str, day: date) -> date:
        if row.is_sound and self.today is not None and day > self.today:
            row.fault(column, "this day has not come yet", "Correct the date")
        return day


def _findings(reading: Reading, past: _Past) -> list[tuple[TableRow, Finding]]:
    once, found = Once("id", "the code", _OWN_CODE), []
    for row in reading.rows("findings"):
        once.check(row)
        one = Finding(
            id=row.id("id"),
            found_on=past.day(row, "found_on"),
            origin=row.choice("origin", FindingOrigin),
            report=row.name("report"),
            theme=row.name("theme"),
            text=row.sentence("text"),
            function=row.reference("function", reading.functions, "function"),
            regions=row.references("regions", reading.regions, "region"),
            partner=row.name("partner"),
            subject=row.optional_choice("subject", FindingSubject),
            subject_id=row.name("subject_id"),
            subject_person=row.reference("subject_person", reading.people, "person"),
            closed_on=past.optional_day(row, "closed_on"),
            closed_by=row.name("closed_by"),
        )
        if row.is_sound and bool(one.closed_on) != bool(one.closed_by):
            what = "a closed finding has a day, and who closed it"
            row.fault("closed_by", what, "Fill in both columns, or none")
        if row.is_sound:
            found.append((row, one))
    return found


def _actions(reading: Reading, past: _Past) -> list[tuple[TableRow, ImprovementAction]]:
    once, found = Once("id", "the code", _OWN_CODE), []
    for row in reading.rows("actions"):
        once.check(row)
        one = ImprovementAction(
            id=row.id("id"),
            finding=row.reference("finding", reading.findings, "finding"),
            what=row.sentence("what"),
            owner=row.reference("owner", reading.people, "person"),
            owner_login=row.name("owner_login"),
            partner=row.name("partner"),
            due=row.day("due"),
            done_on=past.optional_day(row, "done_on"),
            remark=row.sentence("remark"),
        )
        if row.is_sound:
            found.append((row, one))
    return found


def _checks(
    reading: Reading, past: _Past, actions: dict[str, ImprovementAction]
) -> list[tuple[TableRow, EffectCheck]]:
    found = []
    for row in reading.rows("checks"):
        one = EffectCheck(
            finding=row.reference("finding", reading.findings, "finding"),
            action=row.reference("action", reading.actions, "action"),
            date=past.day(row, "date"),
            helped=row.choice("helped", CheckOutcome),
            evidence=row.sentence("evidence"),
            by=row.name("by"),
        )
        of = actions.get(one.action)
        if row.is_sound and of is not None and of.finding != one.finding:
            what = f"action {shown(one.action)} is of another finding"
            row.fault("action", what, "Name an action of this finding, or none")
        if row.is_sound:
            found.append((row, one))
    return found


def _refuse_own_work(
    files: dict[str, FindingFile],
    findings: list[tuple[TableRow, Finding]],
    checks: list[tuple[TableRow, EffectCheck]],
) -> None:
    """Nobody checks or closes what they own."""
    for row, finding in findings:
        by = Actor(finding.closed_by, finding.closed_by)
        if finding.closed_by and files[finding.id].is_owned_by(by):
            what = "nobody closes a finding with an action of their own"
            row.fault("closed_by", what, "Let somebody close it who owns none of its actions")
    for row, check in checks:
        file, by = files.get(check.finding), Actor(check.by, check.by)
        if file and any(one.is_owned_by(by) for one in file.actions if check.is_of(one)):
            what = "nobody checks an action of their own"
            row.fault("by", what, "Let somebody check it who does not own it")


def _assessments(reading: Reading, past: _Past) -> tuple[Assessment, ...]:
    found = []
    for row in reading.rows("assessments"):
        one = Assessment(
            part=row.name("part"),
            point=row.name("point"),
            region=row.id("region"),
            date=past.day(row, "date"),
            mark=row.choice("mark", AssessmentMark),
            assessed_by=row.name("assessed_by"),
            finding=row.reference("finding", reading.findings, "finding"),
            reason=row.sentence("reason"),
        )
        if row.is_sound:
            found.append(one)
    return tuple(found)


def _ambitions(reading: Reading) -> tuple[Ambition, ...]:
    found = []
    for row in reading.rows("ambitions"):
        one = Ambition(
            year=row.whole_in("year", FIRST_YEAR, LAST_YEAR),
            share=row.whole_in("share", 1, 100),
            part=row.name("part"),
            region=row.id("region"),
        )
        if row.is_sound:
            found.append(one)
    return tuple(found)


def _templates(reading: Reading) -> tuple[ActionTemplate, ...]:
    found = []
    for row in reading.rows("action_templates"):
        one = ActionTemplate(
            template=row.name("template"),
            what=row.sentence("what"),
            days=row.whole_in("days", 0, MOST_DAYS),
            owner=row.reference("owner", reading.people, "person"),
            owner_login=row.name("owner_login"),
        )
        if row.is_sound:
            found.append(one)
    return tuple(found)
