"""``caco assign``, ``remove``, ``pin`` and ``unpin``: a draft changed by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.desk import By, RosterNumber, turn
from scheduler.cli.options import Lang, speech_of

Shift = Annotated[str, typer.Argument(metavar="SHIFT", help="As CACO:2027-01-04T07:00.")]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="Code of the person.")]


def assign(
    roster: RosterNumber, shift: Shift, person: Person, by: By = None, lang: Lang = None
) -> None:
    """Put somebody on a shift of a draft, and tell what that breaks."""
    _edit("assign", roster, shift, person, by, lang)


def remove(
    roster: RosterNumber, shift: Shift, person: Person, by: By = None, lang: Lang = None
) -> None:
    """Take somebody off a shift of a draft."""
    _edit("remove", roster, shift, person, by, lang)


def pin(
    roster: RosterNumber, shift: Shift, person: Person, by: By = None, lang: Lang = None
) -> None:
    """Settle an assignment: no search moves it."""
    _edit("pin", roster, shift, person, by, lang)


def unpin(
    roster: RosterNumber, shift: Shift, person: Person, by: By = None, lang: Lang = None
) -> None:
    """Leave an assignment to the search again."""
    _edit("unpin", roster, shift, person, by, lang)


def swap(
    giver: Annotated[str, typer.Argument(metavar="PERSON", help="Who gives a duty away.")],
    shift: Shift,
    taker: Annotated[str, typer.Argument(metavar="TAKER", help="Who takes it.")],
    returned: Annotated[
        str | None, typer.Argument(metavar="RETURNED", help="The shift that the taker gives back.")
    ] = None,
    draft: Annotated[
        int | None, typer.Option("--draft", metavar="N", help="In this draft; default a new one.")
    ] = None,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Let two people swap duties, or one give a duty away, in a draft; tell what that breaks."""
    from scheduler.cli.screens.edited import show_edited
    from scheduler.planning.swapping import Swap
    from scheduler.planning.swapping import swap as make_swap

    with turn(by) as at:
        wanted = Swap(giver, shift, taker, returned)
        edited = make_swap(at.store, wanted, at.who, at.now, draft)
        show_edited(at.store, edited, speech_of(lang))


def _edit(
    kind: str, roster: int, shift: str, person: str, by: str | None, lang: str | None
) -> None:
    from scheduler.cli.screens.edited import show_edited
    from scheduler.planning.editing import Edit, EditKind, edit_draft

    with turn(by) as at:
        edits = [Edit(EditKind(kind), person, shift)]
        edited = edit_draft(at.store, roster, edits, at.who, at.now)
        show_edited(at.store, edited, speech_of(lang))
