"""``caco relief``: who relieves whom in a disaster, from who is free and rested now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from data.model.deployment import MOST_HOURS, SHIFT_HOURS, LegalGround
from scheduler.cli.options import AsJson, Lang, parse_moment, speech_of
from scheduler.cli.output import console, escape, print_json, show, table
from scheduler.cli.session import store_session

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from data.i18n.language import Language
    from scheduler.relief.roster import MadeRelief


def relief(
    posts: Annotated[
        str,
        typer.Option(
            "--posts",
            metavar="CODES",
            help="Teams (MK, COPI, BZ, ROT, BT), seats or posts, with counts: ROT,BT,MK-CACO=2",
        ),
    ],
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
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="S", min=1, help="Seconds to search at most.")
    ] = 8,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Make a relief roster for a disaster, from who is free and rested now; nothing is kept.

    Signed rosters go on. Every rule is kept first; only a seat that would stay open then leans on
    the legal ground, duty by duty.
    """
    from scheduler.relief.roster import ReliefOrder, make_relief

    with store_session() as at:
        began = at.now if start == "now" else parse_moment(start)
        order = ReliefOrder(
            tuple(one for one in posts.split(",") if one.strip()),
            began,
            hours,
            shift,
            ground,
            tuple(region or ()),
        )
        made = make_relief(at.store, order, at.now, time_limit)
    if as_json:
        print_json(facts(made))
    else:
        _show(made, speech_of(lang))


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
