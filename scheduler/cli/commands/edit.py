"""``caco assign``, ``remove``, ``pin``, ``split``, ``swap``, ``rebase``: drafts by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.options import Lang, parse_moment, speech_of
from scheduler.cli.output import coloured, show
from scheduler.cli.session import By, RosterNumber, store_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.i18n.language import Language
    from data.model.candidate import CoverChange
    from data.model.duty import Assignment
    from data.model.problem import RosterProblem
    from data.model.result import Violation
    from data.model.roster_merge import MergeSide
    from data.store.opening import Store
    from scheduler.planning.edits import Edited
    from scheduler.planning.rebase_conflicts import ConflictChoices, Rebase

Shift = Annotated[str, typer.Argument(metavar="SHIFT", help="As CACO:2027-01-04T07:00.")]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="Code of the person.")]


def assign(
    roster: RosterNumber, shift: Shift, person: Person, by: By = None, lang: Lang = None
) -> None:
    """Put somebody on a shift of a draft, and say what that breaks."""
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


def split(
    roster: RosterNumber,
    shift: Shift,
    person: Person,
    taker: Annotated[str, typer.Argument(metavar="TAKER", help="Who gets the part.")],
    start: Annotated[
        str, typer.Option("--from", metavar="MOMENT", help="As '2027-01-09 18:00'.")
    ] = "",
    end: Annotated[
        str, typer.Option("--until", metavar="MOMENT", help="Default: the end of the shift.")
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take such a split back.")] = False,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Give a part of somebody's shift to another in a draft, and say what that breaks.

    It counts once the draft is signed. What runs already is taken over: caco takeover.
    """
    from scheduler.planning.edits import Edit, EditKind, edit_draft
    from scheduler.planning.open_roster import open_roster
    from scheduler.planning.splits import SplitPart

    with store_session(by) as at:
        whole = open_roster(at.store, roster).shift_by_id.get(shift)
        first = parse_moment(start) if start else (whole.start if whole else at.now)
        last = parse_moment(end) if end else (whole.end if whole else at.now)
        kind = EditKind.UNSPLIT if undo else EditKind.SPLIT
        edits = [Edit(kind, person, shift, SplitPart(taker, first, last))]
        edited = edit_draft(at.store, roster, edits, at.who, at.now)
        _show_edited(at.store, edited, speech_of(lang))


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
    """Let two people swap duties, or one give a duty away, in a draft; say what that breaks."""
    from scheduler.planning.exchange import DutySwap
    from scheduler.planning.exchange import swap as make_swap

    with store_session(by) as at:
        wanted = DutySwap(giver, shift, taker, returned)
        edited = make_swap(at.store, wanted, at.who, at.now, draft)
        _show_edited(at.store, edited, speech_of(lang))


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
            help="Where another period overlaps it: make a draft of the weeks that are free.",
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
    from scheduler.planning.drafts import copy_free_weeks
    from scheduler.planning.rebase import preview_rebase, rebase_draft

    speech, choices = speech_of(lang), _choices(choose or (), all_of or ())
    with store_session(by) as at:
        if free_weeks:
            made = copy_free_weeks(at.store, roster, at.who, at.now)
            text = speech.gettext("Draft {number} is ready: caco assign, remove, pin, publish.")
            typer.echo(text.format(number=made.id))
        elif dry_run:
            _show_rebase(preview_rebase(at.store, roster, at.now, choices), speech, is_done=False)
        else:
            done = rebase_draft(at.store, roster, choices, at.who, at.now, speech)
            _show_rebase(done, speech, is_done=True)


def _choices(choose: Sequence[str], all_of: Sequence[str]) -> ConflictChoices:
    """What the options say.

    Raises
    ------
    BadParameter
        An option is no pair, or names no such side or kind.
    """
    from data.model.roster_merge import ConflictKind
    from scheduler.planning.rebase_conflicts import ConflictChoices

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
    from scheduler.planning.edits import Edit, EditKind, edit_draft

    with store_session(by) as at:
        edits = [Edit(EditKind(kind), person, shift)]
        edited = edit_draft(at.store, roster, edits, at.who, at.now)
        _show_edited(at.store, edited, speech_of(lang))


def _show_edited(store: Store, edited: Edited, speech: Language) -> None:
    """Say what is broken now and later, what is solved, opened and filled, and what it costs."""
    from scheduler.planning.comparison import behind_open
    from scheduler.planning.quality import words_of
    from scheduler.planning.rebase_conflicts import behind_text

    say, effect = speech.gettext, edited.effect
    problem = edited.roster.problem
    _show_dropped(edited.roster.dropped, speech)
    broken_now = [violation for person in effect.people for violation in person.now]
    broken_later = [violation for person in effect.people for violation in person.later]
    resolved = [violation for person in effect.people for violation in person.resolved]
    later = say("This breaks later, with a duty that follows:")
    _show_violations(coloured(say("This breaks:"), "red"), broken_now, problem, speech)
    _show_violations(coloured(later, "red"), broken_later, problem, speech)
    _show_violations(coloured(say("No longer broken:"), "green"), resolved, problem, speech)
    if not effect.new_violations:
        show(say("It breaks no rule."), "green")
    _show_cover(coloured(say("Falls open:"), "red"), effect.opened, problem, speech)
    _show_cover(coloured(say("Will be filled:"), "green"), effect.filled, problem, speech)
    for load in effect.cost.loads:
        text = say("{person}: {measure} {before} → {after}, fair share {fair}").format(
            person=problem.person_by_id[load.person].name,
            measure=load.measure.value,
            before=load.before,
            after=load.after,
            fair=speech.number(load.fair, 1),
        )
        show(text, "dim")
    words = words_of(problem, speech)
    for heading, flaws in (
        (say("New flaws:"), effect.cost.made),
        (say("Flaws that are gone:"), effect.cost.removed),
    ):
        if flaws:
            show(heading)
        for flaw in flaws:
            show(f"  {words.flaw(flaw, problem)}")
    show(words.balance(effect.cost.quality or 0))
    show(say("Draft {number} was changed.").format(number=edited.head.id))
    since = behind_open(store, edited.roster, edited.head.changed_at)
    if since is not None:
        show(behind_text(since, speech), "yellow")


def _show_rebase(found: Rebase | None, speech: Language, *, is_done: bool) -> None:
    """Say what a rebase does, or did: what is kept, what asks for a choice, what is lost."""
    from scheduler.planning.rebase_conflicts import ConflictWords, version_act

    say = speech.gettext
    if found is None:
        show(say("This draft is up to date: it is based on the version in force."))
        return
    for version in found.behind.versions:
        line = say("Since then: version {version}, {act}, {when}").format(
            version=version.version,
            act=version_act(version, speech),
            when=speech.moment(version.published_at or version.changed_at, version.zone),
        )
        show(line)
    show(speech.ngettext("{count} change is kept.", "{count} changes are kept.", found.kept))
    words = ConflictWords(found, speech)
    for heading, conflicts in (
        (say("Asks for a choice:"), found.unsettled),
        (say("Given up for what is in force:"), found.given_up),
        (say("No longer possible:"), found.lost),
    ):
        if conflicts:
            show(heading, "yellow")
        for one in conflicts:
            show(f"  {one.shift}: {words.sentence(one)}")
    _show_dropped(found.merge.dropped, speech)
    if not found.unsettled:
        heading = coloured(say("Together they break:"), "red")
        _show_violations(heading, found.violations, found.problem, speech)
    if is_done:
        show(say("Draft {number} was brought up to date.").format(number=found.head.id), "green")
    else:
        show(say("Nothing was changed."))


def _show_dropped(dropped: Sequence[Assignment], speech: Language) -> None:
    text = speech.gettext("{person} is no longer on {shift}: the records changed")
    for one in dropped:
        show(text.format(person=one.person, shift=one.shift), "yellow")


def _show_violations(
    heading: str, violations: Sequence[Violation], problem: RosterProblem, speech: Language
) -> None:
    from scheduler.cli.output import violation_table

    if violations:
        show(heading)
        show(violation_table(violations, problem, speech))


def _show_cover(
    heading: str, changes: Sequence[CoverChange], problem: RosterProblem, speech: Language
) -> None:
    for change in changes:
        name = problem.post_by_id[change.post].name
        show(f"{heading} {name} {speech.stretch(change.start, change.end, problem.zone)}")
