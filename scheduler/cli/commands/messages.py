"""``caco messages``: what was told to whom, and whether it arrived."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.desk import By, turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, speech_of

app = typer.Typer(help="List the messages, read one, settle or send again what was given up.")

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
    from scheduler.cli.screens.message_tables import as_row, messages_table, warnings
    from scheduler.cli.screens.roster_tables import print_table

    speech = speech_of(lang)
    with turn() as at, at.store.reading() as connection:
        found = outbox.undelivered(connection) if dead else outbox.messages(connection)
        found = found[-most:]
        if as_json:
            typer.echo(as_text([as_row(one) for one in found]))
            return
        print_table(messages_table(found, at.now, speech))
        for line in () if dead else warnings(outbox.counts(connection), speech):
            typer.echo(line)


@app.command()
def show(message: MessageName, as_json: AsJson = False, lang: Lang = None) -> None:
    """Show all that is known of a message, and its text."""
    from data.store.outbox import find_message
    from scheduler.cli.screens.message_tables import as_row, message_page
    from scheduler.cli.screens.roster_tables import print_table

    with turn() as at, at.store.reading() as connection:
        found = find_message(connection, message)
        if as_json:
            typer.echo(as_text(as_row(found)))
            return
        print_table(message_page(found, at.now, speech_of(lang)))
        typer.echo(f"\n{found.body}")


@app.command()
def settle(message: MessageName, by: By = None, lang: Lang = None) -> None:
    """Say that you saw to a message that was given up, such as by a call."""
    from scheduler.notifications.message_actions import settle as settle_message

    say = speech_of(lang).gettext
    with turn(by) as at:
        found = settle_message(at.store, message, at.who, at.now)
    typer.echo(say("Message {id} is settled.").format(id=found.id[:8]))


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
    with turn(by) as at:
        if message is None:
            count = retry_all(at.store, at.who, at.now)
            text = speech.ngettext(
                "{count} message waits to be sent.", "{count} messages wait to be sent.", count
            )
            typer.echo(text.format(count=count))
            return
        found = send_again(at.store, message, at.who, at.now)
    typer.echo(speech.gettext("Message {id} waits to be sent.").format(id=found.id[:8]))


@app.command("test")
def try_out(
    channel: Annotated[
        str, typer.Option("--channel", metavar="NAME", help="mail is set by CACO_CHANNEL_MAIL.")
    ],
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Who gets it.")],
    by: By = None,
    lang: Lang = None,
) -> None:
    """Send a message for trial, at once, and say what came of it. Exits 1 when it was not taken."""
    from scheduler.notifications.channels import check_channels
    from scheduler.notifications.message_actions import try_channel
    from scheduler.settings import settings

    speech = speech_of(lang)
    mine = settings(language=speech.code)
    if channel in mine.channels:
        check_channels({channel: mine.channels[channel]})
    with turn(by) as at:
        done = try_channel(at.store, mine, channel, to, at.who, at.now)
    if done:
        typer.echo(speech.gettext("The channel took it. Look whether it arrives."))
        return
    typer.echo(speech.gettext("Not sent: {why}.").format(why=done.error))
    raise typer.Exit(1)
