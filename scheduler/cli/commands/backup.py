"""``caco backup``, ``caco restore`` and ``caco migrate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.i18n.language import N_
from scheduler.cli.options import Lang, speech_of
from scheduler.cli.session import By, store_as_found, store_session

if TYPE_CHECKING:
    from datetime import datetime

    from data.store.opening import Store


_CALENDARS_GO_ON = N_(
    "Noted in the audit trail: every calendar program fetches its calendar again. Tell those whose "
    "duties were changed since the backup was made."
)


def backup(
    target: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|FOLDER",
            help="A file that is not there yet, or a folder in which it is named by its moment.",
        ),
    ],
    keep: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="In a folder: keep the newest N, remove older ones."),
    ] = None,
    lang: Lang = None,
) -> None:
    """Copy the store to a file while it is in use, and look whether the copy is whole."""
    from data.store.audit.sealing import signed_head
    from data.store.audit.trail import Head
    from data.store.backup import back_up
    from data.tables.period import ZONE
    from scheduler.accounts.secret import secrets_here
    from scheduler.service.backups import back_up_into
    from scheduler.settings import settings

    say = speech_of(lang).gettext
    with store_session() as at:
        if target.is_dir():
            run = back_up_into(at.store, target, keep, at.now, ZONE)
            file, verdict, removed = run.file, run.verdict, run.removed
        else:
            file, verdict, removed = target, back_up(at.store, target, ZONE), ()
        text = say(
            "{file} was made. Entries: {entries}; signed rosters: {rosters}; last hash: {hash}"
        )
        typer.echo(
            text.format(
                file=file, entries=verdict.entries, rosters=verdict.rosters, hash=verdict.hash
            )
        )
        keys = secrets_here(at.store, settings())
    if keys:
        end = signed_head(Head(verdict.entries, verdict.hash, 0), keys[0])
        typer.echo(say("The end of its trail, signed: {head}").format(head=end))
    for old in removed:
        typer.echo(say("Removed: {file}").format(file=old))
    if verdict.findings:
        typer.echo(say("But the audit trail is not intact: see caco audit verify."), err=True)
        raise typer.Exit(1)


def restore(
    source: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="What caco backup made; for a drill a folder too."),
    ] = None,
    drill: Annotated[
        bool,
        typer.Option(
            "--drill", help="Put it back in a place of its own, and see whether it would serve."
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Also if it holds fewer signatures than the store."),
    ] = False,
    done: Annotated[
        bool,
        typer.Option(
            "--done",
            help="pg_restore put it back: note that, so that calendars go on.",
        ),
    ] = False,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Put a backup in the place of the store; the store that stood there is put aside."""
    from data.store.backup import restore as put_back
    from data.store.dumps import note_restore
    from data.tables.period import ZONE
    from scheduler.service.backups import drill as run_drill

    say = speech_of(lang).gettext
    if done:
        if source is not None or drill or force:
            raise typer.BadParameter("--done stands alone: the store is the one in use")
        with store_session(by) as at, at.store.writing() as connection:
            note_restore(connection, None, at.who, at.now)
        typer.echo(say(_CALENDARS_GO_ON))
        return
    if source is None:
        raise typer.BadParameter("name the file that caco backup made")
    if drill:
        with store_session() as at:
            tried = run_drill(at.store, source, at.now, ZONE)
        text = say(
            "{file} would serve. Recomputed from it: the records, entries: {entries}, signed "
            "rosters: {rosters}. Its last entry is in the trail of the store in use."
        )
        typer.echo(
            text.format(
                file=tried.backup.file,
                entries=tried.verdict.entries,
                rosters=tried.verdict.rosters,
            )
        )
        return
    with store_as_found(by) as at:
        verdict, aside = put_back(source, at.store, at.now, ZONE, who=at.who, force=force)
    text = say("Restored. Entries: {entries}; signed rosters: {rosters}; last hash: {hash}")
    typer.echo(text.format(entries=verdict.entries, rosters=verdict.rosters, hash=verdict.hash))
    if aside:
        typer.echo(say("What was there before is kept as {file}").format(file=aside))
    typer.echo(say(_CALENDARS_GO_ON))


def migrate(
    no_backup: Annotated[
        bool,
        typer.Option("--no-backup", help="Make no copy first: you have one."),
    ] = False,
    lang: Lang = None,
) -> None:
    """Bring a store up to this version of the program, after a copy of it was made.

    Stop what uses the store first: programs of the older version refuse to go on with the new
    tables.
    """
    from data.store import migrate as steps
    from data.store.backup import copy_as_it_is
    from scheduler.accounts.secret import secret
    from scheduler.notifications.gap_notifier import ACKNOWLEDGE
    from scheduler.notifications.outbox import draft_old_links
    from scheduler.records.erasure import list_older_erasures
    from scheduler.records.partners import adopt_employers
    from scheduler.relief.asking import RELIEF
    from scheduler.self_service.offers import ACCEPT, DECLINE
    from scheduler.settings import settings

    say = speech_of(lang).gettext
    with store_as_found() as at:
        store, mine = at.store, settings()
        key = secret(store, mine)  # without it nothing is to be begun
        if store.file is not None and store.file.exists():
            store.file.chmod(0o600)
        is_there = store.file is None or store.file.exists()
        if is_there and not no_backup and not store.is_current():
            target = _beside(store, at.now)
            copy_as_it_is(store, target)
            typer.echo(say("A copy is in {file}").format(file=target))
        done = steps.migrate(store)
        draft_old_links(store, mine, (ACKNOWLEDGE, ACCEPT, DECLINE, RELIEF))
        list_older_erasures(store, key, at.who, at.now)
        if done:
            adopt_employers(store, at.who, at.now)
    text = say("The store is up to date now.") if done else say("The store was up to date.")
    typer.echo(text)


def _beside(store: Store, now: datetime) -> Path:
    """Where the copy goes: beside the file of the store, or in this folder."""
    moment = f"before-migrating-{now:%Y%m%dT%H%M%SZ}"
    if store.file is None:
        return Path(f"caco.{moment}.dump")
    return store.file.with_name(f"{store.file.name}.{moment}")
