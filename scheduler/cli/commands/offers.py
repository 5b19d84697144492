"""``caco offer``, ``offers`` and ``withdraw``: open shifts offered to people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from scheduler.cli.desk import By, turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, speech_of


def offer(
    shift: Annotated[str, typer.Argument(metavar="SHIFT", help="As CACO:2027-01-04T07:00.")],
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="PERSON", help="Who is asked; may be repeated."),
    ] = None,
    best: Annotated[
        int, typer.Option("--best", metavar="N", min=1, max=20, help="Ask the best so many.")
    ] = 3,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Offer an open shift of the roster in force to people who may take it.

    The first to accept gets it: a new version comes about by itself, if by then they still may.
    """
    from rich.console import Console

    from scheduler.cli.screens.offers import show_offers
    from scheduler.self_service.offers import offer_shift
    from scheduler.settings import settings

    speech = speech_of(lang)
    with turn(by) as at:
        made = offer_shift(at.store, settings(), shift, at.who, at.now, people=to or (), best=best)
        show_offers(at.store, made.offers, speech)
    for name in made.out_of_reach:
        text = speech.gettext("{name} could be asked too, but no message can reach them")
        Console(highlight=False, emoji=False).print(
            "[yellow]" + text.format(name=name) + "[/yellow]", soft_wrap=True
        )


def offers(
    every: Annotated[
        bool, typer.Option("--all", help="Those that were answered or are over as well.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the shifts that are offered, to whom and until when."""
    from data.model.request import OfferStatus
    from data.store.offers import offers as read_offers
    from scheduler.cli.plain_values import plain
    from scheduler.cli.screens.offers import show_offers

    with turn() as at:
        with at.store.reading() as connection:
            found = read_offers(connection, () if every else [OfferStatus.OPEN])
        if as_json:
            typer.echo(as_text([plain(asdict(one)) for one in found]))
        else:
            show_offers(at.store, found, speech_of(lang))


def withdraw(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="See caco offers.")],
    by: By = None,
    lang: Lang = None,
) -> None:
    """Take an offer back; the one who was asked is told."""
    from scheduler.self_service.offer_closing import withdraw_offer
    from scheduler.settings import settings

    with turn(by) as at:
        withdraw_offer(at.store, settings(), number, at.who, at.now)
    typer.echo(speech_of(lang).gettext("Offer {number} was withdrawn.").format(number=number))
