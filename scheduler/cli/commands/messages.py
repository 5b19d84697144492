"""``caco messages``: what was sent to whom, and whether it arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from data.model.message import MessageStatus
from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import age, coloured, escape, page, print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from data.i18n.language import Language
    from data.model.message import Message

app = typer.Typer(help="List the messages, read one, settle or send again what was given up.")

SHORT_ID = 8  #: characters of an id that tell it from others
_COLOURS = {
    MessageStatus.QUEUED: "yellow",
    MessageStatus.SENDING: "cyan",
    MessageStatus.SENT: "green",
    MessageStatus.DEAD: "red",
    MessageStatus.STALE: "dim",
    MessageStatus.SETTLED: "dim",
}
MessageName = Annotated[
    str, typer.Argument(metavar="MESSAGE", help="Its id, or how it begins; see caco messages.")
]


@app.callback(invoke_without_command=True)
def list_messages(
    context: typer.Context,
    dead: Annotated[
        bool,
        typer.Option(
            "--dead", help="Only what does not arrive: given up, or tried again and again."
        ),
    ] = False,
    most: Annotated[int, typer.Option("--last", metavar="N", min=1, help="The last so many.")] = 50,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the messages, in the order in which they were written."""
    if context.invoked_subcommand is not None:
        return
    from data.store import outbox

    speech = speech_of(lang)
    with store_session() as at, at.store.reading() as connection:
        found = outbox.undelivered(connection) if dead else outbox.messages(connection)
        lost = outbox.counts(connection)[MessageStatus.DEAD]
    found = found[-most:]
    if as_json:
        print_json(found)
        return
    _show_messages(found, at.now, speech)
    if lost and not dead:
        text = speech.ngettext(
            "{count} message was given up. See it: caco messages --dead",
            "{count} messages were given up. See them: caco messages --dead",
            lost,
        )
        typer.echo(text)


@app.command("show")
def show_message(message: MessageName, as_json: AsJson = False, lang: Lang = None) -> None:
    """Show all that is known of a message, and its text."""
    from data.store.outbox import find_message

    with store_session() as at, at.store.reading() as connection:
        found = find_message(connection, message)
    if as_json:
        print_json(found)
        return
    _show_facts(found, at.now, speech_of(lang))
    typer.echo(f"\n{found.body}")


@app.command()
def settle(message: MessageName, by: By = None, lang: Lang = None) -> None:
    """Say that you saw to a message that was given up, such as by a call."""
    from scheduler.notifications.message_actions import settle as settle_message

    say = speech_of(lang).gettext
    with store_session(by) as at:
        found = settle_message(at.store, message, at.who, at.now)
    typer.echo(say("Message {id} is settled.").format(id=found.id[:SHORT_ID]))


@app.command()
def retry(
    message: Annotated[
        str | None,
        typer.Argument(metavar="MESSAGE", help="Its id, or how it begins; see caco messages."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All that were given up, or fail again and again.")
    ] = False,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Have a message sent that does not arrive; a worker tries it as if for the first time."""
    from data.model.errors import Fault, Refused
    from scheduler.notifications.message_actions import retry as send_again
    from scheduler.notifications.message_actions import retry_all

    speech = speech_of(lang)
    if (message is None) is not every:
        raise Refused([Fault("which message is to be sent again?", "Name one, or give --all")])
    with store_session(by) as at:
        if message is None:
            count = retry_all(at.store, at.who, at.now)
            text = speech.ngettext(
                "{count} message waits to be sent.", "{count} messages wait to be sent.", count
            )
            typer.echo(text.format(count=count))
            return
        found = send_again(at.store, message, at.who, at.now)
    typer.echo(speech.gettext("Message {id} waits to be sent.").format(id=found.id[:SHORT_ID]))


@app.command("test")
def try_out(
    channel: Annotated[
        str, typer.Option("--channel", metavar="NAME", help="mail is set by CACO_CHANNEL_MAIL.")
    ],
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Who gets it.")],
    by: By = None,
    lang: Lang = None,
) -> None:
    """Send a test message, at once, and say what came of it. Exits 1 when it was not taken."""
    from scheduler.notifications.channels import check_channels
    from scheduler.notifications.message_actions import try_channel
    from scheduler.settings import settings

    speech = speech_of(lang)
    mine = settings(language=speech.code)
    if channel in mine.channels:
        check_channels({channel: mine.channels[channel]})
    with store_session(by) as at:
        done = try_channel(at.store, mine, channel, to, at.who, at.now)
    if done:
        typer.echo(speech.gettext("The channel accepted it. Check whether it arrives."))
        return
    typer.echo(speech.gettext("Not sent: {why}.").format(why=done.error))
    raise typer.Exit(1)


def _show_messages(messages: Sequence[Message], now: datetime, speech: Language) -> None:
    """A row for each message."""
    say = speech.gettext
    headings = (
        say("Message"),
        say("Status"),
        say("To"),
        say("Channel"),
        say("About"),
        say("Written"),
        say("Attempts"),
        say("Why not"),
    )
    rows = [
        (
            one.id[:SHORT_ID],
            _status(one, speech),
            escape(one.name),
            escape(one.channel),
            escape(one.subject),
            age(one.created_at, now, speech),
            str(one.attempts),
            escape(one.error),
        )
        for one in messages
    ]
    show(table(headings, rows))


def _show_facts(message: Message, now: datetime, speech: Language) -> None:
    """All of one message, a line each; the text is not among them."""
    from scheduler.notifications.outbox import kind_word

    say = speech.gettext
    lines = {
        say("Message"): message.id,
        say("Status"): _status(message, speech),
        say("Kind"): kind_word(message.kind, speech),
        say("To"): escape(f"{message.name} ({message.recipient})"),
        say("Channel"): escape(f"{message.channel}: {message.address}"),
        say("Written"): age(message.created_at, now, speech),
        say("Attempts"): str(message.attempts),
        say("Sent"): age(message.sent_at, now, speech),
        say("Why not"): escape(message.error or "–"),
        say("Attachment"): _attachment(message, speech),
        say("Subject"): escape(message.subject),
    }
    show(page(lines))


def _attachment(message: Message, speech: Language) -> str:
    """What goes along with it."""
    from data.model.attachment import attached_file

    if file := attached_file(message.attachment):
        return file.name
    return speech.gettext("a calendar") if message.attachment else "–"


def _status(message: Message, speech: Language) -> str:
    """Its status, in its colour."""
    from scheduler.notifications.outbox import status_word

    return coloured(status_word(message.status, speech), _COLOURS[message.status])
