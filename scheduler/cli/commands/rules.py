"""``caco rules``: every rule in force."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, speech_of


def rules(
    as_json: AsJson = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the page docs/rules.md.")
    ] = False,
    lang: Lang = None,
) -> None:
    """List every rule: id, article, sentence, parameters (minutes or counts)."""
    from rich.console import Console
    from rich.table import Table

    from solver.rules import ALL_RULES
    from solver.rules.page import rules_page

    speech = speech_of(lang)
    listed = [cls() for cls in ALL_RULES]
    if as_json:
        typer.echo(
            as_text(
                [
                    {
                        "id": rule.id,
                        "article": rule.article,
                        "family": rule.family.value,
                        "on_by_default": rule.on_by_default,
                        "sentence": rule.sentence(speech.code),
                        "parameters": rule.parameters(),
                    }
                    for rule in listed
                ]
            )
        )
        return
    if markdown:
        typer.echo(rules_page(), nl=False)
        return
    say = speech.gettext
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (say("Rule"), say("Article"), say("Sentence"), say("Parameters")):
        table.add_column(heading)
    for rule in listed:
        parameters = ", ".join(f"{name}={value}" for name, value in rule.parameters().items())
        shown = rule.sentence(speech.code) + ("" if rule.on_by_default else f" ({say('off')})")
        table.add_row(rule.id, rule.article, shown, f"[dim]{parameters}[/dim]")
    Console(highlight=False).print(table)
