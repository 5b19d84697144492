"""Finds out all that is to be known of an installation, from every side; judges nothing."""

from __future__ import annotations

import ctypes
import shutil
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import requests
from sqlalchemy import text

from data.model.account import Role
from data.model.errors import CacoError
from data.store import accounts
from data.store import health as health_rows
from data.store.audit import trail
from data.store.health import TaskState
from data.store.version import LATEST, version
from scheduler.accounts.secret import secret
from scheduler.notifications.channels import check_channels
from scheduler.notifications.escalation_policy import policy
from scheduler.notifications.mute_levels import MuteLevel, UnheardPosts, mute_levels, unheard_posts
from scheduler.service.health import HealthStatus, check_health
from scheduler.service.tasks import tasks

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.store.opening import Store
    from scheduler.settings import Settings

BACKUPS_VARIABLE = "CACO_BACKUPS"  #: the folder into which the timer puts backups
_SECONDS = (3.0, 5.0)  #: to connect, and to answer
_UNSYNCHRONISED = 5  #: what adjtimex(2) answers: TIME_ERROR
_Answer = TypeVar("_Answer")


class Topic(StrEnum):
    """What a finding is about, in the order in which it is examined."""

    SETTINGS = "settings"
    DATABASE = "database"
    FILES = "files"
    DISK = "disk"
    CLOCK = "clock"
    ACCOUNTS = "accounts"
    ALERTS = "alerts"
    WORKER = "worker"
    SITE = "site"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class SiteAnswer:
    """What came of asking for the site at the address that people type.

    Parameters
    ----------
    code
        The status of ``/healthz``; None: no answer, for the reason `why`.
    certificate_until
        When the certificate of the site ends; None: there is none, or it was not seen.
    is_strict
        Whether it has browsers use https only (HSTS).
    """

    code: int | None = None
    why: str = ""
    certificate_until: datetime | None = None
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class Installation:
    """All that is examined.

    Parameters
    ----------
    faults
        What could not be found out, in words that were made where it failed; by topic.
    server
        Major version of PostgreSQL; None: it is SQLite.
    schema
        Which step the tables stand at; None: there are none.
    modes
        File or folder -> its mode.
    free
        Folder -> bytes that are free on its disk.
    is_synchronised
        Whether something keeps the clock of this machine right; None: it does not say.
    server_ahead
        How far the clock of the database server is ahead of ours.
    last_entry_at
        When the newest entry of the audit trail was made.
    administrators
        How many accounts there are that may administer.
    channels
        Names of those that are set up.
    mute_levels
        Levels of duty managers of whom nobody can be reached now, while steps go to them.
    unheard
        Posts of whose gaps nobody hears now, while of others somebody does.
    has_managers
        Whether there are duty managers at all.
    site
        None: it was not requested.
    """

    base_url: str
    trusted_proxy: str
    has_heartbeat: bool
    faults: tuple[tuple[Topic, CacoError], ...] = ()
    server: int | None = None
    schema: str | None = LATEST
    modes: Mapping[Path, int] = field(default_factory=dict)
    free: Mapping[Path, int] = field(default_factory=dict)
    is_synchronised: bool | None = None
    server_ahead: timedelta = timedelta(0)
    last_entry_at: datetime | None = None
    administrators: int = 1
    channels: tuple[str, ...] = ()
    mute_levels: tuple[MuteLevel, ...] = ()
    unheard: tuple[UnheardPosts, ...] = ()
    has_managers: bool = True
    health: HealthStatus | None = None
    site: SiteAnswer | None = None
    backups: Path | None = None
    states: Mapping[str, TaskState] = field(default_factory=dict)


def inspect_installation(
    store: Store, settings: Settings, environment: Mapping[str, str], now: datetime
) -> Installation:
    """Find out all that is to be known of an installation; changes nothing but a missing secret."""
    inquiry = _Inquiry()
    folder = environment.get(BACKUPS_VARIABLE)
    backups = Path(folder) if folder else None
    stored = inquiry.ask(Topic.DATABASE, lambda: _from_store(store, now)) or _Stored()
    is_ours = stored.schema == LATEST
    inquiry.ask(Topic.SETTINGS, lambda: check_channels(settings.channels))
    inquiry.ask(Topic.FILES, lambda: secret(store, settings))
    how = inquiry.ask(Topic.ALERTS, lambda: policy(store, settings, now)) if is_ours else None
    lines = how.managers if how else ()
    return Installation(
        base_url=settings.base_url,
        trusted_proxy=settings.trusted_proxy,
        has_heartbeat=bool(settings.heartbeat_url),
        server=stored.server,
        schema=stored.schema,
        modes=_modes(store, backups),
        free=_free(store, backups),
        is_synchronised=_is_synchronised(),
        server_ahead=stored.server_ahead,
        last_entry_at=stored.last_entry_at,
        administrators=stored.administrators,
        channels=tuple(sorted(settings.channels)),
        mute_levels=mute_levels(how.inputs) if how else (),
        unheard=unheard_posts(how.inputs, how.books) if how else (),
        has_managers=bool(lines) or how is None,
        health=inquiry.ask(Topic.WORKER, lambda: check_health(store, tasks(settings), now))
        if is_ours
        else None,
        site=_ask_site(settings.base_url),
        backups=backups,
        states=stored.states,
        faults=tuple(inquiry.faults),
    )


class _Inquiry:
    """Goes on where something cannot be found out, and keeps why."""

    def __init__(self) -> None:
        self.faults: list[tuple[Topic, CacoError]] = []

    def ask(self, topic: Topic, question: Callable[[], _Answer]) -> _Answer | None:
        try:
            return question()
        except CacoError as error:
            self.faults.append((topic, error))
            return None


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the database says of itself."""

    server: int | None = None
    schema: str | None = None
    server_ahead: timedelta = timedelta(0)
    last_entry_at: datetime | None = None
    administrators: int = 0
    states: Mapping[str, TaskState] = field(default_factory=dict)


def _from_store(store: Store, now: datetime) -> _Stored:
    if store.file is not None and not store.file.exists():
        return _Stored()  # to look inside would make it
    with store.reading() as connection:
        schema = version(connection)
        server, ahead = _of_server(connection, now)
        if schema != LATEST:
            return _Stored(server, schema, ahead)
        may = [one for one in accounts.accounts(connection) if Role.ADMINISTRATOR in one.roles]
        newest = trail.entries(connection, most=1)
        return _Stored(
            server,
            schema,
            ahead,
            newest[0].at if newest else None,
            len(may),
            health_rows.read_task_states(connection),
        )


def _of_server(connection: Connection, now: datetime) -> tuple[int | None, timedelta]:
    """Which PostgreSQL it is, and how far its clock is ahead of ours."""
    if connection.dialect.name != "postgresql":
        return None, timedelta(0)
    number = int(connection.scalar(text("SHOW server_version_num")) or 0)
    there: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return number // 10_000, there - now


def _modes(store: Store, backups: Path | None) -> dict[Path, int]:
    """The modes of the files that hold what nobody else should read."""
    files = [] if store.file is None else [store.file, *_beside(store.file)]
    return {
        file: file.stat().st_mode
        for file in [*files, *([backups] if backups else [])]
        if file.exists()
    }


def _beside(file: Path) -> list[Path]:
    return [file.with_name(file.name + end) for end in ("-wal", "-shm")]


def _free(store: Store, backups: Path | None) -> dict[Path, int]:
    folders = [] if store.file is None else [store.file.absolute().parent]
    return {
        folder: shutil.disk_usage(folder).free
        for folder in [*folders, *([backups] if backups else [])]
        if folder.is_dir()
    }


def _is_synchronised() -> bool | None:
    """Whether the kernel says that its clock is kept right, as by NTP (adjtimex(2))."""
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _UNSYNCHRONISED


def _ask_site(url: str) -> SiteAnswer:
    """Ask for the site as people do."""
    try:
        with requests.get(
            f"{url}/healthz", timeout=_SECONDS, stream=True, allow_redirects=False
        ) as answer:
            return SiteAnswer(
                code=answer.status_code,
                certificate_until=_certificate_until(url),
                is_strict="Strict-Transport-Security" in answer.headers,
            )
    except (requests.RequestException, OSError) as error:
        return SiteAnswer(why=type(error).__name__)


def _certificate_until(url: str) -> datetime | None:
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname is None:
        return None
    address = (parts.hostname, parts.port or 443)
    context = ssl.create_default_context()
    with (
        socket.create_connection(address, timeout=_SECONDS[0]) as line,
        context.wrap_socket(line, server_hostname=parts.hostname) as secure,
    ):
        ends = (secure.getpeercert() or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), UTC) if ends else None
