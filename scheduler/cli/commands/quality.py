"""``caco quality``: what the quality of a roster is made of, and what would remove its flaws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import coloured, plain, print_json, quality_table, show, table
from scheduler.cli.session import store_session

if TYPE_CHECKING:
    from rich.table import Table

    from data.i18n.quality_words import QualityWords
    from data.model.problem import RosterProblem
    from data.model.quality_report import QualityReport
    from data.model.result import RosterQuality
    from scheduler.cli.session import StoreSession
    from scheduler.planning.quality import ReportedRoster


def quality(
    roster: Annotated[int, typer.Argument(metavar="ROSTER", help="See caco rosters.")],
    person: Annotated[
        str | None, typer.Option("--person", metavar="PERSON", help="Of one person alone.")
    ] = None,
    remedies: Annotated[
        bool,
        typer.Option(
            "--remedies", help="Look of each flaw whether one move or exchange removes it."
        ),
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Say what the quality of a roster is made of: by part, rule and person, and its flaws."""
    from scheduler.planning.quality import report_quality, words_of

    with store_session() as at:
        found = report_quality(at.store, roster)
        if as_json:
            print_json({"roster": roster, **quality_facts(found.report)})
            return
        speech = speech_of(lang)
        words = words_of(found.problem, speech)
        show(quality_table(found.report.quality, words))
        show(person_table(found.problem, found.report.quality, words))
        show(seat_table(found.problem, found.report, words))
        _show_flaws(at, found, words, person, remedies=remedies)


def quality_facts(report: QualityReport) -> dict[str, object]:
    """What is said of a roster, for programs: costs in hundredths of a point."""
    return {
        **plain(report),
        "weights": plain(report.weights) | {"health": dict(report.weights.health)},
        "cost": report.quality.cost,
    }


def seat_table(problem: RosterProblem, report: QualityReport, words: QualityWords) -> Table:
    """A row for each post and what is counted there, a column for each roster that is compared."""
    say, compared = words.words.gettext, words.compared(report)
    titles = tuple(title for title, _ in compared)
    rows = []
    for post in report.health.posts:
        cells = [
            next((words.seat_cells(one) for one in health.posts if one.post == post.post), None)
            if post.team
            else None
            for _, health in compared
        ]
        rows += [
            (
                problem.post_by_id[post.post].name,
                name,
                *(cell[at] if cell else "" for cell in cells),
            )
            for at, name in enumerate(words.health_headings())
            if any(cells)
        ]
    return table((say("Post"), say("What"), *titles), rows, right=titles)


def person_table(problem: RosterProblem, quality: RosterQuality, words: QualityWords) -> Table:
    """A row for each person, the dearest first."""
    say = words.words.gettext
    used = [part for part, cost in quality.by_part.items() if cost]
    numbers = *(words.part(part) for part in used), say("In all")
    rows = [
        (
            problem.person_by_id[person].name,
            *(words.points(costs[part]) if costs[part] else "" for part in used),
            words.points(sum(costs.values())),
        )
        for person, costs in quality.by_person.items()
    ]
    return table((say("Name"), *numbers), rows, right=numbers)


def _show_flaws(
    at: StoreSession,
    found: ReportedRoster,
    words: QualityWords,
    person: str | None,
    *,
    remedies: bool,
) -> None:
    """A line for each flaw, with what would remove it where that is asked."""
    from scheduler.planning.quality import look_at_flaw

    say = words.words.gettext
    for flaw in found.report.quality.flaws:
        if person not in (None, flaw.person):
            continue
        show(
            f"{words.flaw(flaw, found.problem)}  "
            + coloured(words.words.found(flaw.value, flaw.limit, flaw.unit), "dim")
        )
        if not remedies:
            continue
        look = look_at_flaw(at.store, found.head.id, flaw.rule, flaw.person, flaw.start, at.now)
        for one in look.outlook.remedies[:1]:
            moves = "; ".join(words.move(move, found.problem) for move in one.moves)
            show(f"  → {moves}. {words.balance(one.cost.quality or 0)}")
        if not look.outlook.remedies:
            show("  " + coloured(say("no single move or exchange removes it"), "dim"))
