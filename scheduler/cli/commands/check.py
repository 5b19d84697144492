"""``caco check`` and ``caco rules``: what a roster breaks, and every rule in force."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.options import (
    AsJson,
    First,
    Lang,
    Source,
    Weeks,
    local_today,
    parse_date,
    speech_of,
)
from scheduler.cli.output import coloured, print_json, show, table


def check(
    source: Source,
    roster: Annotated[Path, typer.Argument(metavar="ROSTER.csv", help="The roster to judge.")],
    first: First = None,
    weeks: Weeks = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Judge a roster by every rule: which one is broken, by whom, in which window, by how much.

    Without --from and --weeks the period is that of the roster.
    """
    from scheduler.planning.judgement import check_roster

    speech = speech_of(lang)
    start = parse_date(first) if first else None
    problem, violations = check_roster(source, roster, start, weeks, local_today())
    if as_json:
        print_json(violations)
    elif violations:
        from scheduler.cli.screens.changes import violation_table

        show(violation_table(violations, problem, speech))
        show(speech.gettext("{count} violations").format(count=len(violations)))
    else:  # without `rich`: one line is not worth loading it for
        colour = False if os.environ.get("NO_COLOR") else None  # None: in colour on a terminal
        typer.secho(speech.gettext("No rule is broken."), fg=typer.colors.GREEN, color=colour)
    raise typer.Exit(1 if violations else 0)


def rules(
    as_json: AsJson = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the page docs/rules.md.")
    ] = False,
    lang: Lang = None,
) -> None:
    """List every rule: id, article, sentence, parameters (minutes or counts)."""
    from solver.rules import ALL_RULES
    from solver.rules.page import rules_page

    if markdown:
        typer.echo(rules_page(), nl=False)
        return
    speech = speech_of(lang)
    say = speech.gettext
    listed = [cls() for cls in ALL_RULES]
    if as_json:
        print_json(
            [
                {
                    "id": rule.id,
                    "article": rule.article,
                    "family": rule.family,
                    "on_by_default": rule.on_by_default,
                    "sentence": rule.sentence(speech.code),
                    "parameters": rule.parameters(),
                }
                for rule in listed
            ]
        )
        return
    rows = []
    for rule in listed:
        parameters = ", ".join(f"{name}={value}" for name, value in rule.parameters().items())
        sentence = rule.sentence(speech.code) + ("" if rule.on_by_default else f" ({say('off')})")
        rows.append((rule.id, rule.article, sentence, coloured(parameters, "dim")))
    show(table((say("Rule"), say("Article"), say("Sentence"), say("Parameters")), rows))
