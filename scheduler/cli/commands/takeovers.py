"""``caco takeover`` and ``takeovers``: a part of a duty that somebody else does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from scheduler.cli.options import AsJson, Lang, parse_moment, speech_of
from scheduler.cli.output import print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.i18n.language import Language
    from data.model.stand_in import StandIn
    from data.store.opening import Store
    from scheduler.self_service.weighing import Weighed

_BACK, _AHEAD = timedelta(weeks=4), timedelta(weeks=52)


def takeover(
    shift: Annotated[
        str, typer.Argument(metavar="SHIFT", help="As IM-FL:2027-01-01T17:00; see caco who.")
    ],
    comer: Annotated[
        str,
        typer.Argument(metavar="[PERSON]", help="Who comes; nobody: the part is left empty."),
    ] = "",
    leaver: Annotated[
        str,
        typer.Option("--for", metavar="PERSON", help="Who leaves; default who has the part."),
    ] = "",
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="MOMENT", help="As 2027-01-02 14:00; default now."),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--until", metavar="MOMENT", help="Default the end of the shift."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    despite: Annotated[
        str,
        typer.Option("--despite", metavar="TEXT", help="Why a rule that it breaks is accepted."),
    ] = "",
    by: By = None,
    lang: Lang = None,
) -> None:
    """Let somebody take over a part of a duty, also of one that runs; or record that they did.

    What is to come is judged first: rest, hours and competence of who comes, for that part.
    """
    from scheduler.planning.stand_ins import TakeOver
    from scheduler.self_service.takeovers import take_over, weigh_takeover
    from scheduler.self_service.weighing import Agreed
    from scheduler.settings import settings

    speech, known = speech_of(lang), settings()
    given = TakeOver(
        shift,
        comer,
        leaver,
        parse_moment(start) if start else None,
        parse_moment(end) if end else None,
        reason,
    )
    with store_session(by) as at:
        _found, weighed = weigh_takeover(at.store, known, given, at.who, at.now, speech)
        if weighed is not None:
            _refuse_without_words(weighed, reason, despite, speech)
        broken = weighed.broken if weighed else ()
        agreed = Agreed([one.fingerprint for one in broken], despite or reason)
        done = take_over(at.store, known, given, agreed, at.who, at.now, speech)
        names = _names(at.store)
    show(_line(done, names, speech))


def _refuse_without_words(weighed: Weighed, reason: str, despite: str, speech: Language) -> None:
    """What it breaks, and that it is at short notice, needs words of whoever records it."""
    from data.model.errors import Fault, Refused

    say = speech.gettext
    if weighed.stops:
        return
    if weighed.broken and not despite:
        remedy = say("Choose somebody else, or say why it is accepted: --despite TEXT")
        raise Refused([Fault(sentence, remedy) for sentence in weighed.sentences.values()])
    if weighed.is_short and not (despite or reason):
        what = say("{name} is notified less than four days ahead, so they must agree themselves")
        remedy = say("Say with whom it was agreed: --reason TEXT")
        raise Refused([Fault(what.format(name=weighed.name), remedy)])


def takeovers(
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="MOMENT", help="Default four weeks ago."),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--until", metavar="MOMENT", help="Default a year ahead.")
    ] = None,
    withdraw: Annotated[
        int | None,
        typer.Option("--withdraw", metavar="NUMBER", help="It was recorded by mistake."),
    ] = None,
    by: By = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the take-overs of a stretch of time, or withdraw one that was recorded by mistake."""
    from scheduler.self_service.takeovers import takeovers as read_takeovers
    from scheduler.self_service.takeovers import withdraw_takeover
    from scheduler.settings import settings

    speech = speech_of(lang)
    with store_session(by if withdraw is not None else None) as at:
        if withdraw is not None:
            done = withdraw_takeover(at.store, settings(), withdraw, at.who, at.now, speech)
            text = speech.gettext("Take-over {number} no longer counts.")
            show(text.format(number=done.id))
            return
        first = parse_moment(start) if start else at.now - _BACK
        found = read_takeovers(at.store, first, parse_moment(end) if end else first + _AHEAD)
        names = _names(at.store)
    if as_json:
        print_json(found)
        return
    say = speech.gettext
    rows = [
        (
            str(one.id),
            escape(one.shift),
            when(one, speech),
            escape(names.get(one.leaver, one.leaver) or say("nobody")),
            escape(names.get(one.comer, one.comer) or say("nobody")),
            _remark(one, speech),
        )
        for one in found
    ]
    headings = say("No."), say("Shift"), say("When"), say("Leaves"), say("Comes"), ""
    show(table(headings, rows))


def when(one: StandIn, speech: Language) -> str:
    """When it is or was, on the local clock."""
    from data.tables.period import ZONE

    return speech.stretch(one.start, one.end, ZONE)


def _remark(one: StandIn, speech: Language) -> str:
    say = speech.gettext
    if not one.counts:
        return say("withdrawn")
    said = [say("recorded afterwards")] if one.is_afterwards else []
    return ", ".join([*said, *([escape(one.reason)] if one.reason else [])])


def _line(one: StandIn, names: Mapping[str, str], speech: Language) -> str:
    say = speech.gettext
    text = (
        say("{comer} takes over from {leaver}, {when} (take-over {number}).")
        if one.leaver and one.comer
        else say("{comer} is on it, {when} (take-over {number}).")
        if one.comer
        else say("{leaver} leaves it empty, {when} (take-over {number}).")
    )
    return text.format(
        comer=escape(names.get(one.comer, one.comer)),
        leaver=escape(names.get(one.leaver, one.leaver)),
        when=when(one, speech),
        number=one.id,
    )


def _names(store: Store) -> dict[str, str]:
    from data.store.staffing import names_of_people

    with store.reading() as connection:
        return names_of_people(connection)
