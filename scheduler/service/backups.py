"""Backups into a folder, and drills that put one back to see whether it would serve."""

from __future__ import annotations

import re
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data.model.errors import StoreError
from data.store import health
from data.store.audit import check
from data.store.audit.check import AuditVerdict
from data.store.backup import back_up, restore
from data.store.dumps import restored
from data.store.health import BACKUP, DRILL
from data.store.opening import Store, store_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

_NAME = re.compile(r"caco-(\d{8}T\d{6}Z)\.(?:db|dump)")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in a folder.

    Parameters
    ----------
    made_at
        As its name says.
    """

    file: Path
    made_at: datetime


@dataclass(frozen=True, slots=True)
class BackupRun:
    """What came of one more backup.

    Parameters
    ----------
    verdict
        What its audit trail says.
    removed
        Older backups that went.
    """

    file: Path
    verdict: AuditVerdict
    removed: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Drill:
    """What came of putting a backup back.

    Parameters
    ----------
    verdict
        Of the restored copy: all entries, signatures and records of it were recomputed.
    """

    backup: Backup
    verdict: AuditVerdict


def backups_in(folder: Path) -> list[Backup]:
    """The backups in a folder, the newest first; what has another name is nobody's business."""
    found = [
        Backup(file, datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC))
        for file in folder.iterdir()
        if (match := _NAME.fullmatch(file.name))
    ]
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def back_up_into(
    store: Store, folder: Path, keep: int | None, now: datetime, zone: ZoneInfo
) -> BackupRun:
    """Add a backup to a folder, named by its moment; then let the oldest go.

    None goes unless the new one is sound.

    Parameters
    ----------
    keep
        How many to keep, from 1; None: all.

    Raises
    ------
    StoreError
        The backup could not be made.
    """
    end = "db" if store.is_sqlite else "dump"
    target = folder / f"caco-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.{end}"
    with _pulse(store, BACKUP, now):
        verdict = back_up(store, target, zone)
        if verdict.findings:
            raise StoreError(
                f"{target} was made, and its audit trail is not intact", "Run caco audit verify"
            )
        removed = tuple(one.file for one in backups_in(folder)[keep:]) if keep else ()
        for file in removed:
            file.unlink()
    return BackupRun(target, verdict, removed)


def drill(store: Store, source: Path, now: datetime, zone: ZoneInfo) -> Drill:
    """Put a backup back in a place of its own, and see whether it is the store as it was.

    Its trail, signatures and records are recomputed, and its last entry must stand in the trail of
    the store in use.

    Parameters
    ----------
    source
        A backup, or a folder of which the newest is taken.

    Raises
    ------
    StoreError
        There is no backup, it cannot be put back, or what comes back is not the store as it was.
    """
    with _pulse(store, DRILL, now):
        backup = _chosen(source)
        with _put_back(store, backup, now, zone) as copy, copy.reading() as connection:
            verdict = check.verify(connection, zone)
        findings = [f"{one.where}: {one.what}" for one in verdict.findings]
        with store.reading() as connection:
            here = check.verify(connection, zone, verdict.hash)
        findings += [f"{one.where}: {one.what}" for one in here.findings]
        if verdict.rosters > here.rosters:
            findings.append(f"it holds {verdict.rosters} signed rosters, the store {here.rosters}")
        if findings:
            raise StoreError(f"{backup.file} would not serve: {'; '.join(findings)}", "Look now")
    return Drill(backup, verdict)


def _chosen(source: Path) -> Backup:
    if source.is_file():
        made_at = datetime.fromtimestamp(source.stat().st_mtime, UTC)
        return Backup(source, made_at)
    found = backups_in(source) if source.is_dir() else []
    if not found:
        raise StoreError(f"{source} holds no backup", "Make one: caco backup FOLDER")
    return found[0]


@contextmanager
def _put_back(store: Store, backup: Backup, now: datetime, zone: ZoneInfo) -> Iterator[Store]:
    if not store.is_sqlite:
        with restored(store, backup.file) as copy:
            yield copy
        return
    with tempfile.TemporaryDirectory(prefix="caco-drill-") as folder:
        copy = Store(store_url(f"sqlite:///{folder}/caco.db"))
        try:
            restore(backup.file, copy, now, zone)
            yield copy
        finally:
            copy.close()


@contextmanager
def _pulse(store: Store, name: str, now: datetime) -> Iterator[None]:
    """Note in the store that this was begun, and how it ended."""
    with store.writing() as connection:
        health.begin(connection, health.read_task_state(connection, name), now)
    began = time.monotonic()
    try:
        yield
    except StoreError as error:
        with store.writing() as connection:
            health.end_badly(connection, name, now, _since(began), str(error))
        raise
    with store.writing() as connection:
        health.end_well(connection, name, now, _since(began))


def _since(began: float) -> int:
    return round(time.monotonic() - began)
