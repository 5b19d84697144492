"""``caco relief``: who relieves whom in a disaster, and the deployments for which that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from data.model.deployment import MOST_HOURS, SHIFT_HOURS, LegalGround
from scheduler.cli.options import AsJson, Lang, parse_moment, speech_of
from scheduler.cli.output import console, escape, print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from data.i18n.language import Language
    from scheduler.relief.roster import MadeRelief


app = typer.Typer(help="Make a relief roster for a disaster; keep it, ask everybody, extend, end.")

Number = Annotated[
    int, typer.Argument(metavar="DEPLOYMENT", help="Its number; see caco relief list.")
]


@app.callback(invoke_without_command=True)
def make(
    context: typer.Context,
    posts: Annotated[
        str,
        typer.Option(
            "--posts",
            metavar="CODES",
            help="Teams (MK, COPI, BZ, ROT, BT), seats or posts, with counts: ROT,BT,MK-CACO=2",
        ),
    ] = "",
    start: Annotated[
        str, typer.Option("--from", metavar="MOMENT", help="When it begins: now, or a moment.")
    ] = "now",
    hours: Annotated[
        int, typer.Option("--hours", min=1, max=MOST_HOURS, help="How long, in hours.")
    ] = 72,
    shift: Annotated[
        int, typer.Option("--shift", help="Hours after which somebody is relieved: 8 or 12.")
    ] = SHIFT_HOURS[0],
    ground: Annotated[
        LegalGround, typer.Option("--ground", help="On what ground rules may be set aside.")
    ] = LegalGround.NONE,
    region: Annotated[
        list[str] | None,
        typer.Option("--region", metavar="CODE", help="Whose people come; default all regions."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--keep", metavar="NAME", help="Keep it as a deployment of this name."),
    ] = None,
    exercise: Annotated[
        bool, typer.Option("--exercise", help="It is an exercise: everything says so.")
    ] = False,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="S", min=1, help="Seconds to search at most.")
    ] = 8,
    by: By = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Make a relief roster for a disaster, from who is free and rested now.

    Signed rosters go on. Every rule is kept first; only a seat that would stay open then leans on
    the legal ground, duty by duty. With --keep it is kept as a deployment; nobody is asked yet.
    """
    if context.invoked_subcommand is not None:
        return
    from scheduler.relief.deployments import NewDeployment, begin_deployment
    from scheduler.relief.roster import ReliefOrder, make_relief

    if exercise and name is None:
        raise typer.BadParameter("an exercise is kept under a name; add --keep NAME")
    number = None
    with store_session(by) as at:
        began = at.now if start == "now" else parse_moment(start)
        codes = tuple(one for one in posts.split(",") if one.strip())
        order = ReliefOrder(codes, began, hours, shift, ground, tuple(region or ()))
        if name is None:
            made = make_relief(at.store, order, at.now, time_limit)
        else:
            asked = NewDeployment(order, name, is_exercise=exercise)
            kept, made = begin_deployment(at.store, asked, at.who, at.now, time_limit)
            number = kept.id
    if as_json:
        print_json(facts(made) | {"deployment": number})
        return
    speech = speech_of(lang)
    _show(made, speech)
    if number is not None:
        text = speech.gettext(
            "Kept as deployment {number}; ask everybody: caco relief ask {number}"
        )
        show("\n" + text.format(number=number))


@app.command("list")
def list_all(as_json: AsJson = False, lang: Lang = None) -> None:
    """List the deployments, the latest first."""
    from scheduler.relief.overview import list_deployments

    speech = speech_of(lang)
    say = speech.gettext
    with store_session() as at:
        found = list_deployments(at.store, at.now, speech)
    if as_json:
        print_json(found)
        return
    rows = [
        (
            str(one.number),
            escape(one.title),
            one.when,
            one.ground,
            say("goes on") if one.is_under_way else say("over"),
        )
        for one in found
    ]
    head = (say("No."), say("Deployment"), say("When"), say("Legal ground"), say("State"))
    show(table(head, rows, right=[say("No.")]))


@app.command("show")
def show_one(number: Number, as_json: AsJson = False, lang: Lang = None) -> None:
    """Show who is on which seat, what they answered, and what is owed afterwards."""
    from scheduler.relief.overview import view_of

    speech = speech_of(lang)
    say = speech.gettext
    with store_session() as at:
        view = view_of(at.store, number, at.now, speech)
    if as_json:
        print_json(view)
        return
    show(f"[bold]{escape(view.title)}[/bold]  {say('Legal ground')}: {view.ground}\n")
    rows = []
    for block in view.blocks:
        for seat in block.seats:
            people = [(one.name, one.word, one.how, one.owed) for one in seat.people]
            people += [(f"[red]{say('open')}[/red]", "", "", "")] * seat.missing
            rows += [(block.when, escape(seat.seat), *map(str, one)) for one in people]
    head = (say("When"), say("Seat"), say("Who"), say("State"), say("Set aside"), say("Rest owed"))
    show(table(head, rows, right=[say("Rest owed")]))


@app.command()
def ask(number: Number, by: By = None, lang: Lang = None) -> None:
    """Ask everybody of a deployment who was not asked yet, each by message."""
    from scheduler.relief.asking import ask_everybody
    from scheduler.settings import Settings

    speech = speech_of(lang)
    with store_session(by) as at:
        done = ask_everybody(at.store, Settings(), number, at.who, at.now)
    text = speech.ngettext(
        "{count} duty was asked for.", "{count} duties were asked for.", done.asked
    )
    show(text.format(count=done.asked))
    if done.out_of_reach:
        names = ", ".join(done.out_of_reach)
        call = speech.gettext("No message can reach: {names}. Call them.")
        show(call.format(names=escape(names)), "yellow")


@app.command()
def fill(
    number: Number,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="S", min=1, help="Seconds to search at most.")
    ] = 8,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Seek people for what a deployment lacks; who said no is not sought again for that shift."""
    from scheduler.relief.deployments import fill_open

    with store_session(by) as at:
        made = fill_open(at.store, number, at.who, at.now, time_limit)
    count = len(made.roster.duties) if made else 0
    text = speech_of(lang).ngettext("{count} duty was added.", "{count} duties were added.", count)
    show(text.format(count=count))


@app.command("extend")
def extend_one(
    number: Number,
    hours: Annotated[int, typer.Option("--hours", min=1, help="How many hours longer.")],
    by: By = None,
    lang: Lang = None,
) -> None:
    """Let a deployment last longer, and seek people for that time."""
    from scheduler.relief.deployments import extend

    say = speech_of(lang).gettext
    with store_session(by) as at:
        extend(at.store, number, hours, at.who, at.now)
    show(say("The deployment goes on {hours} hours longer.").format(hours=hours))


@app.command("shrink")
def shrink_one(
    number: Number,
    posts: Annotated[
        str, typer.Option("--posts", metavar="CODES", help="Seats with counts: ROT-IM=1,BT-IC=0")
    ],
    by: By = None,
    lang: Lang = None,
) -> None:
    """Ask for fewer people from the next shift on; who is let go gets a message."""
    from scheduler.relief.deployments import shrink
    from scheduler.settings import Settings

    counts = {}
    for text in posts.split(","):
        code, _, count = text.strip().partition("=")
        if not (count.isascii() and count.isdigit()):
            raise typer.BadParameter(f"{text!r} has no count; write it as ROT-IM=1")
        counts[code.upper()] = int(count)
    say = speech_of(lang).gettext
    with store_session(by) as at:
        shrink(at.store, Settings(), number, counts, at.who, at.now)
    show(say("The seats are asked for as they stand here now."))


@app.command("end")
def end_one(number: Number, by: By = None, lang: Lang = None) -> None:
    """End a deployment; whoever is no longer needed gets a message."""
    from scheduler.relief.deployments import end_deployment
    from scheduler.settings import Settings

    say = speech_of(lang).gettext
    with store_session(by) as at:
        end_deployment(at.store, Settings(), number, at.who, at.now)
    show(say("The deployment is over."))


@app.command()
def owed(as_json: AsJson = False, lang: Lang = None) -> None:
    """List who is still owed rest after deployments, and until when it is kept free."""
    from data.store.staffing import names_of_people
    from data.tables.period import ZONE
    from scheduler.coverage.relief import relief_rests_at
    from scheduler.relief.words import rest_words

    speech = speech_of(lang)
    say = speech.gettext
    with store_session() as at, at.store.reading() as connection:
        found = relief_rests_at(connection, at.now)
        names = names_of_people(connection)
    if as_json:
        print_json(found)
        return
    rows = [
        (
            str(one.deployment),
            escape(names.get(one.person, one.person)),
            rest_words(one.owed, speech),
            speech.moment(one.end, ZONE),
        )
        for one in found
    ]
    head = (say("Deployment"), say("Who"), say("Rest owed"), say("Free until"))
    show(table(head, rows, right=[say("Rest owed")]))


def facts(made: MadeRelief) -> Any:  # noqa: ANN401 - JSON
    """All of it for programs."""
    return {
        "start": made.request.start,
        "end": made.request.end,
        "ground": made.request.ground,
        "seats": made.request.seats,
        "shifts": [{"id": one.id, **_times(one.start, one.end)} for one in made.shifts.values()],
        "duties": made.roster.duties,
        "open": [
            {"shift": one.shift, "missing": one.missing, "reasons": one.reasons}
            for one in made.roster.open_shifts
        ],
        "on_call_becomes_relief": made.turned,
        "seconds": made.roster.seconds,
    }


def _times(start: datetime, end: datetime) -> dict[str, datetime]:
    return {"start": start, "end": end}


def _show(made: MadeRelief, speech: Language) -> None:
    from data.tables.period import ZONE
    from scheduler.relief.seats import seat_name
    from scheduler.relief.words import (
        ground_limits,
        ground_name,
        roster_lines,
        unknown_seats,
    )

    say, request = speech.gettext, made.request
    when = speech.stretch(request.start, request.end, ZONE)
    show(f"[bold]{say('Relief')}[/bold] {when}")
    day = request.start.astimezone(ZONE).date()
    show(f"{say('Legal ground')}: {ground_name(request.ground, day, speech)}")
    show(ground_limits(request.ground, day, speech) + "\n")
    rows = []
    for line in roster_lines(made, speech):
        people = list(line.people) + [(f"[red]{say('open')}[/red]", "", "")] * line.missing
        for number, (name, how, owed) in enumerate(people):
            first = ("", "") if number else (line.when, escape(line.seat))
            rows.append((*first, name, escape(how), owed))
    if rows:
        head = (say("When"), say("Seat"), say("Who"), say("Set aside"), say("Rest owed"))
        show(table(head, rows, right=[say("Rest owed")]))
    unknown = unknown_seats(made)
    if unknown:
        names = "; ".join(seat_name(one.code, {}, speech) for one in unknown)
        show("\n" + say("Open, as nobody of this function is known: {seats}").format(seats=names))
    _show_reasons(made, speech)
    if made.turned:
        names = ", ".join(made.problem.post_by_id[one].name for one in sorted(made.turned))
        show("\n" + say("On-call becomes relief: {posts}").format(posts=names))


def _show_reasons(made: MadeRelief, speech: Language) -> None:
    """Why nobody has what stays open: one reason for each holder of the function."""
    from scheduler.relief.words import open_lines

    people = made.problem.person_by_id
    for one, seat, when in open_lines(made, speech):
        show(f"\n[red]{speech.gettext('Open')}[/red] {escape(seat)}, {when}")
        rows = [
            (
                people[reason.person].name,
                escape(speech.say(reason.reason)),
                f"{reason.rule} {reason.article}".strip(),
                escape(speech.say(reason.frees)),
            )
            for reason in one.reasons
        ]
        lines = table(("", "", "", ""), rows, indent=2)
        lines.show_header = False
        console().print(lines)
