"""``caco candidates``, ``offer``, ``offers`` and ``withdraw``: who can take an open shift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from data.model.candidate import Legality
from data.model.quality import POINT
from data.model.request import OfferStatus
from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import coloured, print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.i18n.language import Language
    from data.model.candidate import Candidate
    from data.model.request import ShiftOffer
    from data.store.opening import Store
    from scheduler.planning.candidates import ShiftCandidates

ShiftName = Annotated[str, typer.Argument(metavar="SHIFT", help="As CACO:2027-01-04T07:00.")]
_COLOURS = {OfferStatus.OPEN: "yellow", OfferStatus.ACCEPTED: "green"}
_LEGALITY_COLOURS = {
    Legality.LEGAL: "green",
    Legality.ONE_CHANGE: "yellow",
    Legality.NOT_LEGAL: "red",
}


def candidates(
    shift: ShiftName,
    draft: Annotated[
        int | None,
        typer.Option("--roster", metavar="N", help="In this roster; default the one in force."),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Rank everybody who holds the function of a shift: may take it, after one change, or not."""
    from scheduler.planning.candidates import find_candidates

    speech = speech_of(lang)
    with store_session() as at:
        offered = find_candidates(at.store, shift, at.now, draft)
    if as_json:
        print_json(offered.offer, speech)
    else:
        _show_candidates(offered, speech)


def offer(
    shift: ShiftName,
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
    from scheduler.self_service.offers import offer_shift
    from scheduler.settings import settings

    speech = speech_of(lang)
    with store_session(by) as at:
        made = offer_shift(at.store, settings(), shift, at.who, at.now, people=to or (), best=best)
        _show_offers(at.store, made.offers, speech)
    for name in made.out_of_reach:
        text = speech.gettext("{name} could be asked too, but no message can reach them")
        show(text.format(name=name), "yellow")


def offers(
    every: Annotated[
        bool, typer.Option("--all", help="Those that were answered or are over as well.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the shifts that are offered, to whom and until when."""
    from data.store.requests import offers as read_offers

    with store_session() as at:
        with at.store.reading() as connection:
            found = read_offers(connection, () if every else [OfferStatus.OPEN])
        if as_json:
            print_json(found)
        else:
            _show_offers(at.store, found, speech_of(lang))


def withdraw(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="See caco offers.")],
    by: By = None,
    lang: Lang = None,
) -> None:
    """Take an offer back; the one who was asked is told."""
    from scheduler.self_service.offers import withdraw_offer
    from scheduler.settings import settings

    with store_session(by) as at:
        withdraw_offer(at.store, settings(), number, at.who, at.now)
    typer.echo(speech_of(lang).gettext("Offer {number} was withdrawn.").format(number=number))


def _show_candidates(offered: ShiftCandidates, speech: Language) -> None:
    """Print the shift, then everybody in three groups, then the swaps that free somebody."""
    say = speech.gettext
    problem, found = offered.problem, offered.offer
    shift = problem.shift_by_id[found.shift]
    name = problem.post_by_id[shift.post].name
    when = speech.stretch(shift.start, shift.end, problem.zone)
    show(f"[bold]{name}[/bold]  {when}  [dim]{speech.say(found.sentence)}[/dim]")
    groups = {
        Legality.LEGAL: say("May take it"),
        Legality.ONE_CHANGE: say("May take it after one change"),
        Legality.NOT_LEGAL: say("May not take it"),
    }
    numbers = say("Week"), say("Points"), say("Days since")
    for legality, heading in groups.items():
        rows = [
            _candidate_cells(offered, one, speech)
            for one in found.candidates
            if one.legality is legality
        ]
        if rows:
            show("\n" + coloured(heading, _LEGALITY_COLOURS[legality]))
            made = table((say("Who"), say("Why"), *numbers), rows, right=numbers, indent=2)
            for column in made.columns:
                column.no_wrap = column.header != say("Why")
            made.columns[1].ratio = 1
            show(made)
    if offered.chain:
        show("\n" + coloured(say("One after another"), "yellow"))
        for link in offered.chain:
            part = speech.stretch(link.start, link.end, problem.zone)
            show(f"  {problem.person_by_id[link.person].name}  {part}")
    if found.swaps:
        show("\n" + coloured(say("Swaps that free somebody"), "yellow"))
        for swap in found.swaps:
            show(f"  {speech.say(swap.sentence)}")


def _candidate_cells(offered: ShiftCandidates, one: Candidate, speech: Language) -> tuple[str, ...]:
    since = one.spacing.since_last
    changes = "".join(f"\n→ {speech.say(change.sentence)}" for change in one.changes[:2])
    return (
        offered.problem.person_by_id[one.person].name,
        speech.say(one.sentence) + changes,
        f"{one.week.after / 60:.0f}/{one.week.contract / 60:.0f} h",
        "" if one.cost.quality is None else f"{round(one.cost.quality / POINT):+d}",
        "" if since is None else speech.number(since, 1),
    )


def _show_offers(store: Store, found: Sequence[ShiftOffer], speech: Language) -> None:
    """A row for each offer."""
    from data.store.rosters import shift_as_signed

    say = speech.gettext
    if not found:
        show(say("Nothing is offered."))
        return
    words = {
        OfferStatus.OPEN: say("waits for an answer"),
        OfferStatus.ACCEPTED: say("accepted"),
        OfferStatus.DECLINED: say("declined"),
        OfferStatus.TOO_LATE: say("too late"),
        OfferStatus.IMPOSSIBLE: say("no longer possible"),
        OfferStatus.EXPIRED: say("expired"),
        OfferStatus.WITHDRAWN: say("withdrawn"),
    }
    rows = []
    with store.reading() as connection:
        for one in found:
            shift = shift_as_signed(connection, one.shift)
            when = f"{one.post} {speech.stretch(shift.start, shift.end, ZONE)}" if shift else ""
            rows.append(
                (
                    str(one.id),
                    when or one.shift,
                    one.person,
                    one.offered_by,
                    speech.moment(one.expires_at, ZONE),
                    coloured(words[one.status], _COLOURS.get(one.status, "dim")),
                )
            )
    show(
        table((say("Offer"), say("Shift"), say("To"), say("By"), say("Until"), say("Status")), rows)
    )
