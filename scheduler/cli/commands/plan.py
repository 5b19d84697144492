"""``caco plan``, ``draft`` and ``repair``: new versions, by the solver or by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from scheduler.cli.options import (
    BookOption,
    First,
    Lang,
    LeavePartsOpen,
    Preset,
    Seed,
    StrictOrder,
    TimeLimit,
    Weeks,
    WeightOptions,
    parse_date,
    speech_of,
    weights_asked,
)
from scheduler.cli.output import console, show
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from datetime import date

    from data.i18n.language import Language
    from scheduler.cli.session import StoreSession
    from scheduler.planning.demand_words import DemandNotice
    from scheduler.planning.plan import Repaired, RepairRequest

FirstDay = Annotated[
    str, typer.Option("--from", metavar="DATE", help="First day of the period, as 2027-01-04.")
]
Length = Annotated[int, typer.Option("--weeks", min=1, max=104, help="Its length in weeks.")]


def plan(
    first: FirstDay,
    weeks: Length,
    book: BookOption = "",
    time_limit: TimeLimit = 120,
    seed: Seed = 0,
    queue: Annotated[
        bool, typer.Option("--queue", help="Let a worker do it, and do not wait: see caco jobs.")
    ] = False,
    leave_parts_open: LeavePartsOpen = False,
    preset: Preset = None,
    weight: WeightOptions = None,
    strict_order: StrictOrder = None,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Make a draft for a period with the solver, from what the store holds.

    A roster in force for that period is the starting point: what began already and the next 72
    hours stay as they are, and as little else changes as coverage allows. Quality weighs what it
    weighed in the last search, unless you say otherwise.
    """
    from data.model.job import SolveRequest
    from scheduler.planning.quality_weights import last_weights_used
    from scheduler.solve_jobs.submission import submit

    speech, start = speech_of(lang), parse_date(first)
    say = speech.gettext
    with store_session(by) as at:
        weights = weights_asked(last_weights_used(at.store), preset, weight, strict_order)
        if queue:
            left = _parts_of(at, start, weeks, book) if leave_parts_open else ()
            request = SolveRequest(
                start, weeks, time_limit, seed, left_open=left, weights=weights, book=book
            )
            done = submit(at.store, request, at.who, at.now)
            text = (
                say("Job {number} waits for a worker: caco jobs watch {number}")
                if done.is_new
                else say(
                    "You asked for the same before; it is job {number}: caco jobs watch {number}"
                )
            )
            typer.echo(text.format(number=done.job.id))
            return
        from scheduler.cli.solve_screen import plan_on_screen
        from solver.options import SolveOptions

        options = SolveOptions(time_limit, seed)
        made = plan_on_screen(
            at,
            start,
            weeks,
            options,
            speech,
            weights,
            leave_parts_open=leave_parts_open,
            book=book,
        )
    text = say("Kept as draft {number}; sign it with caco publish {number}")
    typer.echo("\n" + text.format(number=made.id))


def draft(
    first: FirstDay, weeks: Length, book: BookOption = "", by: By = None, lang: Lang = None
) -> None:
    """Make a draft equal to the roster in force, to be changed by hand.

    What demand changed since that was signed is in it, and told.
    """
    from scheduler.planning.demand_changes import changes_in_draft
    from scheduler.planning.demand_words import notice_of
    from scheduler.planning.drafts import copy_in_force
    from scheduler.planning.open_roster import open_roster

    speech = speech_of(lang)
    with store_session(by) as at:
        head = copy_in_force(at.store, parse_date(first), weeks, at.who, at.now, book)
        changes = changes_in_draft(at.store, open_roster(at.store, head.id), at.now)
    if notice := notice_of(changes, speech):
        _show_demand(notice, speech)
    text = speech.gettext("Draft {number} is ready: caco assign, remove, pin, publish.")
    typer.echo(text.format(number=head.id))


def _show_demand(notice: DemandNotice, speech: Language) -> None:
    """What demand changed in a draft."""
    say = speech.gettext
    for heading, lines, more in (
        (say("Shifts more, still open:"), notice.added, notice.more_added),
        (
            say("Duties that fall away, or become shorter or longer:"),
            notice.fallen,
            notice.more_fallen,
        ),
    ):
        if lines:
            show(heading, "bold")
        for line in lines:
            show("  " + escape(line))
        if more:
            show(
                "  "
                + speech.ngettext("and {count} more", "and {count} more", more).format(count=more)
            )


def repair(
    first: First = None,
    weeks: Weeks = None,
    book: BookOption = "",
    may_move: Annotated[
        list[str] | None,
        typer.Option(
            "--may-move", metavar="PERSON", help="Whose duties may change within the frozen time."
        ),
    ] = None,
    frozen: Annotated[
        int, typer.Option("--frozen", metavar="HOURS", min=0, help="How far ahead nobody moves.")
    ] = 72,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="S", min=1, help="Seconds to search at most.")
    ] = 20,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Fill what fell open with as few changes as can be, as a draft to be looked at and signed.

    After an illness, a swap or a lapse. Who has a duty within the frozen time keeps it, unless you
    name them. Without --from and --weeks it is the one roster in force.
    """
    from scheduler.planning.plan import RepairRequest, only_roster

    with store_session(by) as at:
        if first is None or weeks is None:
            head = only_roster(at.store, at.now, book or None)
            start, length, book = head.first_date, head.weeks, head.book
        else:
            start, length = parse_date(first), weeks
        request = RepairRequest(
            start, length, timedelta(hours=frozen), frozenset(may_move or ()), time_limit, book
        )
        _repair_on_screen(at, request, speech_of(lang))


def _parts_of(at: StoreSession, first: date, weeks: int, book: str) -> tuple[str, ...]:
    """The part shifts of a period, by id."""
    from scheduler.planning.preparation import parts_of, prepare

    with at.store.reading() as connection:
        prepared = prepare(connection, first, weeks, at.now, book=book)
    return tuple(sorted(parts_of(prepared.problem)))


def _repair_on_screen(at: StoreSession, request: RepairRequest, speech: Language) -> None:
    """Repair with a live display, keep the draft, say what changes for whom."""
    from scheduler.cli.output import change_table
    from scheduler.cli.solve_screen import LiveSolve, report
    from scheduler.planning.comparison import difference
    from scheduler.planning.drafts import keep_draft
    from scheduler.planning.plan import repair_roster
    from solver.cpsat.engine import Stop

    say, stop = speech.gettext, Stop()
    display = LiveSolve(console(), request.seconds, speech)
    found = display.run(
        lambda: repair_roster(at.store, request, at.now, progress=display.note, stop=stop),
        stop,
    )
    now = datetime.now(UTC).replace(microsecond=0)
    made = keep_draft(at.store, found.prepared, found.result, at.who, now)
    report(console(), found.prepared.problem, found.result, speech)
    compared = difference(at.store, made.head.id)
    show("\n" + say("What changes against version {n}:").format(n=compared.old.version))
    show(change_table(compared.changes, compared.shifts, speech))
    _show_near(found, request, speech)
    text = say("Kept as draft {number}; sign it with caco publish {number}")
    show(text.format(number=made.head.id))


def _show_near(found: Repaired, request: RepairRequest, speech: Language) -> None:
    """Name those whose duties change within the frozen time."""
    if not found.near:
        return
    say, problem = speech.gettext, found.prepared.problem
    hours = round(request.frozen.total_seconds() / 3600)
    show(say("Within {hours} hours:").format(hours=hours), "yellow")
    given = {(one.person, one.shift) for one in found.result.assignments}
    for one in found.near:
        shift = problem.shift_by_id[one.shift]
        gets = (one.person, one.shift) in given
        text = say("{person} gets {when}") if gets else say("{person} no longer has {when}")
        person = problem.person_by_id[one.person].name
        when = f"{shift.post} {speech.stretch(shift.start, shift.end, problem.zone)}"
        show("  " + text.format(person=person, when=when))
