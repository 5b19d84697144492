"""``caco absences``: calendars of others that propose absences, and what is decided on them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.model.absence_feed import AbsenceFeed, FeedRule, ProposalChange
from data.model.duty import AbsenceKind
from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import coloured, escape, plain, print_json, show, table
from scheduler.cli.session import By, StoreSession, store_session

if TYPE_CHECKING:
    from data.i18n.language import Language
    from scheduler.self_service.absence_feeds import ProposalView

app = typer.Typer(
    help="Calendars that propose absences: read them, and record or dismiss what they propose.",
    no_args_is_help=True,
)

Number = Annotated[int, typer.Argument(metavar="N", help="Number; see caco absences calendars.")]
Numbers = Annotated[
    list[int], typer.Argument(metavar="N...", help="Numbers; see caco absences proposals.")
]
File = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", exists=True, dir_okay=False, help="A file (.ics)."),
]


@app.command()
def proposals(as_json: AsJson = False, lang: Lang = None) -> None:
    """List what waits for a decision, with the duties that would fall open."""
    from scheduler.self_service.absence_feeds import open_proposals

    with store_session() as at:
        found = open_proposals(at.store, at.now)
    if as_json:
        print_json([_facts(view) for view in found])
        return
    speech = speech_of(lang)
    say = speech.gettext
    if not found:
        show(say("Nothing waits for a decision."))
        return
    changes = {
        ProposalChange.NEW: "",
        ProposalChange.MOVED: say("Changed in the calendar"),
        ProposalChange.REMOVED: say("No longer in the calendar"),
    }
    rows = [
        (
            str(one.proposal.id),
            escape(one.name),
            speech.days_or_stretch(one.proposal.absent.start, one.proposal.absent.end, ZONE),
            say(one.proposal.absent.kind.value),
            escape(one.feed.name),
            "\n".join(
                escape(f"{shift.post} {speech.moment(shift.start, ZONE)}") for shift in one.duties
            )
            or changes[one.proposal.change],
        )
        for one in found
    ]
    headings = say("No."), say("Who"), say("When"), say("Kind"), say("Calendar"), say("falls open")
    show(table(headings, rows))


@app.command()
def accept(numbers: Numbers, by: By = None, lang: Lang = None) -> None:
    """Record what some of them say."""
    from scheduler.self_service.absence_feeds import accept as record

    speech = speech_of(lang)
    with store_session(by) as at:
        fallen = record(at.store, numbers, at.who, at.now)
    if not fallen:
        show(speech.gettext("Recorded. No duty falls open."), "green")
        return
    one = "Recorded. {count} duty falls open: see the gaps."
    many = "Recorded. {count} duties fall open: see the gaps."
    show(speech.ngettext(one, many, fallen), "yellow")


@app.command()
def dismiss(numbers: Numbers, by: By = None, lang: Lang = None) -> None:
    """Leave the records as they are; it comes back only if its event changes."""
    from scheduler.self_service.absence_feeds import dismiss as leave

    with store_session(by) as at:
        leave(at.store, numbers, at.who, at.now)
    text = "Dismissed. It is proposed again only if it changes in the calendar."
    show(speech_of(lang).gettext(text))


@app.command()
def calendars(as_json: AsJson = False, lang: Lang = None) -> None:
    """List the calendars that are read. Their addresses are secret: only hosts are shown."""
    from scheduler.self_service.absence_feeds import list_feeds

    with store_session() as at:
        found = list_feeds(at.store)
    speech = speech_of(lang)
    say = speech.gettext
    if as_json:
        print_json([{**plain(one), "url": one.host} for one in found])
        return
    rows = [
        (
            str(one.id),
            escape(one.name),
            escape(one.person or say("several people")),
            escape(one.host or say("uploaded")),
            _state(one, speech),
        )
        for one in found
    ]
    show(table((say("No."), say("Name"), say("Whose it is"), say("Source"), say("State")), rows))


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose or what it is.")],
    url: Annotated[
        str, typer.Option("--url", metavar="ADDRESS", help="Where it is read, each hour.")
    ] = "",
    file: File = None,
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="CODE", help="Whose it is; default of several people."),
    ] = None,
    rule: Annotated[
        FeedRule, typer.Option("--counts", help="Which of its events are absences.")
    ] = FeedRule.MARKED,
    kind: Annotated[
        AbsenceKind, typer.Option("--kind", help="What they are where no word says so.")
    ] = AbsenceKind.LEAVE,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Add a calendar, and read it."""
    from scheduler.self_service.absence_feeds import add_feed
    from scheduler.settings import settings

    speech = speech_of(lang)
    if bool(url) == (file is not None):
        say = speech.gettext("Give the address of the calendar, or a file of it")
        raise typer.BadParameter(f"{say}: --url, --file")
    with store_session(by) as at:
        wanted = AbsenceFeed(0, name, person, url, rule, kind, False, at.now, at.who)
        _read(at, add_feed(at.store, wanted, settings(), at.now), file, speech)


@app.command()
def read(number: Number, file: File = None, by: By = None, lang: Lang = None) -> None:
    """Read a calendar now: from its address, or from a newer file of it."""
    from scheduler.self_service.absence_feeds import list_feeds

    speech = speech_of(lang)
    with store_session(by) as at:
        known = {one.id: one for one in list_feeds(at.store)}
        feed = known.get(number)
        if feed is None or not (feed.url or file):
            say = speech.gettext("there is no such calendar, or no file was sent")
            raise typer.BadParameter(f"{say}: --file")
        _read(at, feed, file, speech)


@app.command()
def remove(number: Number, by: By = None, lang: Lang = None) -> None:
    """Stop reading a calendar; what was recorded because of it stays."""
    from scheduler.self_service.absence_feeds import drop_feed

    with store_session(by) as at:
        drop_feed(at.store, number, at.who, at.now)
    text = "The calendar is no longer read. What was recorded because of it stays."
    show(speech_of(lang).gettext(text))


def _read(at: StoreSession, feed: AbsenceFeed, file: Path | None, speech: Language) -> None:
    """Read it, say what it proposes; exit code 1 if its address could not be read."""
    from scheduler.self_service.absence_feeds import list_feeds, open_proposals, read_one, take_in
    from scheduler.settings import settings

    if file is not None:
        take_in(at.store, feed, file.read_bytes(), at.now)
    else:
        read_one(at.store, feed, settings(), at.now)
    (now,) = (one for one in list_feeds(at.store) if one.id == feed.id)
    count = sum(one.feed.id == feed.id for one in open_proposals(at.store, at.now))
    waiting = speech.ngettext("{count} proposal waits", "{count} proposals wait", count)
    show(f"{now.id} {escape(now.name)}: {_state(now, speech)}; {waiting}")
    if now.fault:
        raise typer.Exit(1)


def _state(feed: AbsenceFeed, speech: Language) -> str:
    from data.i18n.fault_words import translated

    say = speech.gettext
    if feed.fault:
        text = say("could not be read: {why}").format(why=translated(feed.fault, speech))
        return coloured(escape(text), "red")
    if feed.read_at is None:
        return say("never read")
    return say("read {moment}").format(moment=speech.moment(feed.read_at, ZONE))


def _facts(view: ProposalView) -> dict[str, object]:
    """One proposal, for programs."""
    absent = view.proposal.absent
    return {
        "id": view.proposal.id,
        "calendar": view.feed.id,
        "change": view.proposal.change.value,
        "person": absent.person,
        "kind": absent.kind.value,
        "start": absent.start.isoformat(),
        "end": absent.end.isoformat(),
        "duties": [shift.id for shift in view.duties],
    }
