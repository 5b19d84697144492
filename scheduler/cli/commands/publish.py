"""``caco publish``: a draft signed."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.desk import By, RosterNumber, turn
from scheduler.cli.options import Lang, speech_of


def publish(
    roster: RosterNumber,
    accept_gaps: Annotated[
        str, typer.Option(metavar="REASON", help="Why it is signed with these shifts open.")
    ] = "",
    accept_notice: Annotated[
        str, typer.Option(metavar="REASON", help="How late changes were agreed upon.")
    ] = "",
    accept_breaches: Annotated[
        str, typer.Option(metavar="REASON", help="Why it is signed although rules are broken.")
    ] = "",
    accept_unreachable: Annotated[
        str,
        typer.Option(
            metavar="REASON", help="Why it is signed with people on call who cannot be reached."
        ),
    ] = "",
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="SUBJECT=REASON", help="One of them; may be repeated."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what the signature would do.")
    ] = False,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Sign a draft: it is in force from now on, and never changes again.

    Known gaps, broken rules, changes told late and people on call who cannot be reached are listed;
    each is accepted by name and reason, or the signature is refused.
    """
    from data.model.roster import RemarkKind
    from scheduler.cli.screens.proposal import show_proposal, show_signed
    from scheduler.cli.screens.reach import show_what_else_is_missing
    from scheduler.planning.publish import Consent, propose
    from scheduler.planning.publish import publish as sign
    from scheduler.planning.signatures import read_signed

    speech = speech_of(lang)
    consent = Consent(
        {
            RemarkKind.GAP: accept_gaps,
            RemarkKind.NOTICE: accept_notice,
            RemarkKind.BREACH: accept_breaches,
            RemarkKind.UNREACHABLE: accept_unreachable,
        },
        dict(_pair(text) for text in accept or ()),
    )
    with turn(by) as at:
        show_what_else_is_missing(at, roster, speech)
        if dry_run:
            show_proposal(propose(at.store, roster, at.who, at.now), speech)
        else:
            head, proposal = sign(at.store, roster, consent, at.who, at.now, speech)
            show_signed(head, proposal, read_signed(at.store, head.id).items, speech)


def _pair(text: str) -> tuple[str, str]:
    subject, mark, reason = text.partition("=")
    if not mark or not reason.strip():
        raise typer.BadParameter(f"{text!r} has no reason; write SUBJECT=REASON")
    return subject.strip(), reason.strip()
