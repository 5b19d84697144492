"""``caco findings`` and ``caco assessments``: what was found, and how points were assessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import coloured, escape, print_json, show, table
from scheduler.cli.session import store_session

if TYPE_CHECKING:
    from datetime import date

    from data.i18n.language import Language
    from scheduler.improvement.assessments import AssessmentOverview, AssessmentPart
    from scheduler.improvement.queries import FindingNames, NumberedFinding


def findings(
    theme: Annotated[str, typer.Option(help="Only of this theme.")] = "",
    region: Annotated[str, typer.Option(help="Only of this region.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only with late actions.")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show findings, what they wait for, and their next action."""
    from scheduler.improvement.facts import finding_facts
    from scheduler.improvement.queries import FindingFilter, State, list_findings, names

    state = State.ALL if every else State.OVERDUE if overdue else State.OPEN
    chosen = FindingFilter(theme=theme, region=region, state=state)
    with store_session() as at:
        today = at.now.astimezone(ZONE).date()
        found = [one for one in list_findings(at.store) if chosen.keeps(one.file, today)]
        known = names(at.store)
    if as_json:
        print_json([finding_facts(one) for one in found])
    else:
        _show_findings(found, known, today, speech_of(lang))


def _show_findings(
    found: list[NumberedFinding], known: FindingNames, today: date, speech: Language
) -> None:
    from scheduler.improvement.words import STAGE_WORDS

    say, rows = speech.gettext, []
    for one in found:
        it, action = one.file.finding, min(one.file.open_actions, key=lambda a: a.due, default=None)
        due = "" if action is None else speech.short_date(action.due)
        is_late = action is not None and action.is_overdue(today)
        rows.append(
            (
                escape(it.id),
                escape(it.theme),
                escape(it.text),
                say(STAGE_WORDS[one.file.stage]),
                coloured(due, "red") if is_late else due,
                "" if action is None else escape(known.owner(action)),
            )
        )
    heads = (say("Code"), say("Theme"), say("Finding"), say("State"), say("Due"), say("Owner"))
    show(table(heads, rows))


def assessments(as_json: AsJson = False, lang: Lang = None) -> None:
    """Show the assessed points as tables, the share in order, and what is done about the rest."""
    from scheduler.improvement.assessments import assessments as assessed
    from scheduler.improvement.facts import assessment_facts
    from scheduler.improvement.queries import names

    with store_session() as at:
        found = assessed(at.store, at.now.astimezone(ZONE).date())
        known = names(at.store)
    if as_json:
        print_json(assessment_facts(found))
    else:
        for part in found.parts:
            _show_part(part, found, known, speech_of(lang))


def _show_part(
    part: AssessmentPart, found: AssessmentOverview, known: FindingNames, speech: Language
) -> None:
    from scheduler.improvement.words import MARK_WORDS

    say, share = speech.gettext, part.in_order
    show(f"\n[bold]{escape(part.part)}[/bold]")
    rows = [
        (
            escape(point),
            *(
                say(MARK_WORDS[mine[code].assessment.mark]) if code in mine else ""
                for code in part.regions
            ),
        )
        for point, mine in part.points.items()
    ]
    heads = (say("Point"), *(escape(found.region_names.get(one, one)) for one in part.regions))
    show(table(heads, rows))
    if share.share is not None:
        text = say("{count} of {all} in good order ({share} %)")
        show(text.format(count=share.count, all=share.of, share=round(share.share)))
    for mine in part.answers:
        one = mine[0]
        actions = "; ".join(f"{act.what} ({known.owner(act)})" for act in one.actions)
        nothing = coloured(say("No action, and nobody says why."), "red")
        reason = one.assessment.reason
        show(f"- {escape(one.assessment.point)}: {escape(actions or reason) or nothing}")
