"""``caco scenario``: what would be needed if posts, pools or people were other than today."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.options import AsJson, Lang, Seed, speech_of
from scheduler.cli.output import coloured, console, escape, print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.i18n.language import Language
    from data.model.scenario import Scenario
    from data.model.scenario_figures import ScenarioFigures
    from scheduler.workforce.scenario_words import ScenarioCell

app = typer.Typer(
    help="Scenarios: what would be needed if posts, pools or people were other than today.",
    no_args_is_help=True,
)

ScenarioFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="Scenarios as TOML or JSON, up to four.")
]


@app.callback()
def scenario() -> None:
    """Scenarios: what would be needed if posts, pools or people were other than today."""


@app.command()
def run(
    file: ScenarioFile,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit",
            metavar="S",
            min=0,
            help="Seconds for each quarter that is searched; 0: only what needs no search.",
        ),
    ] = 30,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="OUT", help="Write a workbook too.")
    ] = None,
    seed: Seed = 0,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Compare scenarios: people by law, FTE, open places, nights, weekends, health, euros.

    Nothing is kept, and no roster changes. Of each scenario a roster of 52 weeks is searched,
    quarter by quarter, two scenarios at once.
    """
    from data.files.scenario_file import read_scenario_file
    from scheduler.workforce.scenarios import SearchOptions, choices, compare

    speech = speech_of(lang)
    scenarios = read_scenario_file(file)
    options = SearchOptions(seconds=time_limit, seed=seed)
    with store_session() as at:
        names = choices(at.store).names_in(scenarios)
        if as_json or not time_limit:
            found = compare(at.store, scenarios, at.now, options)
        else:
            with console(stderr=True).status("") as status:

                def tell(done: int, count: int) -> bool:
                    text = speech.gettext("{done} of {count} quarters searched")
                    status.update(text.format(done=done, count=count))
                    return True

                found = compare(at.store, scenarios, at.now, options, tell)
    if xlsx:
        from scheduler.workforce.scenario_book import comparison_book

        xlsx.write_bytes(comparison_book(scenarios, found, names, at.now, speech))
    if as_json:
        print_json(found)
    else:
        _show(scenarios, found, names, speech)


@app.command()
def save(file: ScenarioFile, by: By = None, lang: Lang = None) -> None:
    """Keep the scenarios of a file in the store, for the page What if."""
    from data.files.scenario_file import read_scenario_file
    from scheduler.workforce.scenario_jobs import save_all

    scenarios = read_scenario_file(file)
    with store_session(by) as at:
        numbers = save_all(at.store, scenarios, at.who, at.now)
    text = speech_of(lang).gettext("Kept as scenario {number}: {name}")
    for number, one in zip(numbers, scenarios, strict=True):
        typer.echo(text.format(number=number, name=one.name))


@app.command("list")
def list_kept(as_json: AsJson = False, lang: Lang = None) -> None:
    """List the scenarios that are kept."""
    from scheduler.workforce.scenario_jobs import list_scenarios

    speech = speech_of(lang)
    say = speech.gettext
    with store_session() as at:
        found = list_scenarios(at.store)
    if as_json:
        print_json(found)
        return
    rows = [
        (
            str(one.id),
            escape(one.scenario.name),
            str(len(one.scenario.changes)),
            escape(one.changed_by),
            f"{one.changed_at:%Y-%m-%d}",
        )
        for one in found
    ]
    show(table((say("No."), say("Scenario"), say("Changes"), say("By"), say("Date")), rows))


@app.command("show")
def show_kept(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="See caco scenario list.")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show what a scenario changes; --json is a file that can be run."""
    from data.files.scenario_file import scenarios_text
    from scheduler.workforce.scenario_jobs import read_scenario
    from scheduler.workforce.scenario_words import change_lines
    from scheduler.workforce.scenarios import choices

    speech = speech_of(lang)
    with store_session() as at:
        found = read_scenario(at.store, number)
        names = choices(at.store).names_in([found.scenario])
    if as_json:
        typer.echo(scenarios_text([found.scenario]))
        return
    show(escape(found.scenario.name), "bold")
    first = found.scenario.begins(at.now.date())
    for line in change_lines(found.scenario, first, names, speech):
        show("  " + escape(line))


@app.command()
def remove(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="See caco scenario list.")],
    by: By = None,
    lang: Lang = None,
) -> None:
    """Remove a scenario; comparisons that were made of it stay."""
    from scheduler.workforce import scenario_jobs

    with store_session(by) as at:
        gone = scenario_jobs.remove(at.store, number, at.who, at.now)
    typer.echo(speech_of(lang).gettext("Removed: {name}").format(name=gone.scenario.name))


def _show(
    scenarios: Sequence[Scenario],
    found: Sequence[ScenarioFigures],
    names: Mapping[str, str],
    speech: Language,
) -> None:
    """What each changes, then the figures side by side, then what the law needs by team."""
    from scheduler.workforce.scenario_answer import comparison_answer
    from scheduler.workforce.scenario_words import change_lines, comparison_rows, team_line

    say = speech.gettext
    for line in comparison_answer(found, speech):
        show(escape(line))
    show("")
    for one, figures in zip(scenarios, found, strict=True):
        show(escape(one.name), "bold")
        for line in change_lines(one, figures.first, names, speech):
            show("  " + escape(line))
    show("")
    rows = comparison_rows(found, speech)
    headings = [escape(one.name) for one in found]
    show(
        table(
            (say("Figure"), *headings),
            [
                (row.label, *(_cell(cell, at in row.best) for at, cell in enumerate(row.cells)))
                for row in rows
            ],
            right=headings,
        )
    )
    show("")
    show(say("* the least of all"))
    for label, meaning in {row.label.partition(",")[0]: row.meaning for row in rows}.items():
        show(f"{escape(label)}: {escape(meaning)}", "dim")
    for figures in found:
        show("\n" + coloured(escape(figures.name), "bold"))
        for team in figures.teams:
            show("  " + escape(team_line(team, names, speech)))


def _cell(cell: ScenarioCell, is_best: bool) -> str:
    text = escape(cell.text) + (" *" if is_best else "")
    return f"{text}\n{coloured(escape(cell.note), 'dim')}" if cell.note else text
