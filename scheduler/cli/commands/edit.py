"""``caco assign``, ``remove``, ``pin`` and ``unpin``: a draft changed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.desk import By, RosterNumber, turn
from scheduler.cli.options import Lang, speech_of

if TYPE_CHECKING:
    from data.model.roster_merge import MergeSide
    from scheduler.planning.rebase import ConflictChoices

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
    from scheduler.planning.exchange import DutySwap
    from scheduler.planning.exchange import swap as make_swap

    with turn(by) as at:
        wanted = DutySwap(giver, shift, taker, returned)
        edited = make_swap(at.store, wanted, at.who, at.now, draft)
        show_edited(at.store, edited, speech_of(lang))


def rebase(
    roster: RosterNumber,
    choose: Annotated[
        list[str] | None,
        typer.Option(
            "--choose",
            metavar="SHIFT=SIDE",
            help="Settle one conflict: SIDE is draft or in_force; may be repeated.",
        ),
    ] = None,
    all_of: Annotated[
        list[str] | None,
        typer.Option(
            "--all",
            metavar="KIND=SIDE",
            help="Settle all of a kind: both, away or two_places; any: all that is left.",
        ),
    ] = None,
    free_weeks: Annotated[
        bool,
        typer.Option(
            "--free-weeks",
            help="Where another period lies across it: make a draft of the weeks that are free.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what it would do; change nothing.")
    ] = False,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Bring a draft up to date: put its changes on the version that was signed since.

    What the draft and that version changed differently is listed with both sides, and is asked for;
    without an answer nothing is changed.
    """
    from scheduler.cli.screens.edited import show_rebase
    from scheduler.planning.drafts import copy_free_weeks
    from scheduler.planning.rebase import preview_rebase, rebase_draft

    speech, choices = speech_of(lang), _choices(choose or (), all_of or ())
    with turn(by) as at:
        if free_weeks:
            made = copy_free_weeks(at.store, roster, at.who, at.now)
            text = speech.gettext("Draft {number} is ready: caco assign, remove, pin, publish.")
            typer.echo(text.format(number=made.id))
        elif dry_run:
            show_rebase(preview_rebase(at.store, roster, at.now, choices), speech, is_done=False)
        else:
            done = rebase_draft(at.store, roster, choices, at.who, at.now, speech)
            show_rebase(done, speech, is_done=True)


def _choices(choose: Sequence[str], all_of: Sequence[str]) -> ConflictChoices:
    """What the options say.

    Raises
    ------
    BadParameter
        An option is no pair, or names no such side or kind.
    """
    from data.model.roster_merge import ConflictKind
    from scheduler.planning.rebase import ConflictChoices

    kinds = {kind.value: kind for kind in ConflictKind if kind.is_choice}
    of_all = None
    of_kind = {}
    for text in all_of:
        name, side = _pair(text)
        if name == "any":
            of_all = side
        elif name in kinds:
            of_kind[kinds[name]] = side
        else:
            raise typer.BadParameter(f"{name!r} is no kind; write one of {', '.join(kinds)}, any")
    return ConflictChoices(dict(_pair(text) for text in choose), of_kind, of_all)


def _pair(text: str) -> tuple[str, MergeSide]:
    from data.model.roster_merge import MergeSide

    name, _, value = text.rpartition("=")
    sides = {side.value: side for side in MergeSide}
    side = sides.get(value.strip().replace("-", "_"))
    if not name.strip() or side is None:
        raise typer.BadParameter(f"{text!r} has no side; write NAME=draft or NAME=in_force")
    return name.strip(), side


def _edit(
    kind: str, roster: int, shift: str, person: str, by: str | None, lang: str | None
) -> None:
    from scheduler.cli.screens.edited import show_edited
    from scheduler.planning.edits import Edit, EditKind, edit_draft

    with turn(by) as at:
        edits = [Edit(EditKind(kind), person, shift)]
        edited = edit_draft(at.store, roster, edits, at.who, at.now)
        show_edited(at.store, edited, speech_of(lang))
