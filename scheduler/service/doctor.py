"""Says what is wrong with an installation, and what to do: pure, from what was found out."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlsplit

from data.i18n.language import N_
from data.model.errors import CacoError, InputError, Refused, StoreError
from data.store.health import BACKUP, DRILL, TaskState
from data.store.version import LATEST
from scheduler.service.installation import Installation, Topic

OLDEST_POSTGRESQL = 13
LEAST_FREE = 512 * 2**20  #: bytes on a disk, below which it is about to be full
LITTLE_FREE = 2 * 2**30  #: bytes, below which it is time to make room
BACKUP_AGE = timedelta(hours=12)  #: two of the timer's periods
DRILL_AGE = timedelta(days=10)
CLOCK_OFF = timedelta(seconds=5)  #: between this machine and the database server
CERTIFICATE_LEFT = timedelta(days=14)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class FindingLevel(StrEnum):
    """How bad a finding is."""

    FINE = "fine"
    LOOK = "look"  #: it works, and should be looked at
    WRONG = "wrong"  #: somebody may not be warned, or data may be lost or read


@dataclass(frozen=True, slots=True)
class SetupFinding:
    """One thing about an installation.

    Parameters
    ----------
    what
        A sentence, with places in braces that `fields` fill.
    remedy
        What to do; empty: nothing.
    """

    topic: Topic
    level: FindingLevel
    what: str
    remedy: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)


Remark = tuple[FindingLevel, str, str, dict[str, object]]  #: a finding without its topic


def examine(found: Installation, now: datetime) -> tuple[SetupFinding, ...]:
    """The findings about an installation; of each topic at least one."""
    checks: dict[Topic, Callable[[Installation, datetime], Iterator[Remark]]] = {
        Topic.SETTINGS: _settings,
        Topic.DATABASE: _database,
        Topic.FILES: _files,
        Topic.DISK: _disk,
        Topic.CLOCK: _clock,
        Topic.ACCOUNTS: _accounts,
        Topic.ALERTS: _alerts,
        Topic.WORKER: _worker,
        Topic.SITE: _site,
        Topic.BACKUP: _backup,
    }
    findings: list[SetupFinding] = []
    for topic, check in checks.items():
        failed = [one for about, error in found.faults if about is topic for one in _failed(error)]
        remarks = (
            failed or list(check(found, now)) or [(FindingLevel.FINE, N_("All is well."), "", {})]
        )
        findings += [SetupFinding(topic, *remark) for remark in remarks]
    return tuple(findings)


def _wrong(what: str, remedy: str, **fields: object) -> Remark:
    return FindingLevel.WRONG, what, remedy, fields


def _look(what: str, remedy: str, **fields: object) -> Remark:
    return FindingLevel.LOOK, what, remedy, fields


def _failed(error: CacoError) -> Iterator[Remark]:
    """What could not be found out, in the words of the error."""
    if isinstance(error, InputError | Refused):
        faults = error.faults if isinstance(error, InputError) else error.reasons
        pairs = [(fault.what, fault.remedy) for fault in faults]
    elif isinstance(error, StoreError):
        pairs = [(error.what, error.remedy)]
    else:
        pairs = [(str(error), "")]
    for what, remedy in pairs:
        yield FindingLevel.WRONG, "{what}", "{remedy}", {"what": what, "remedy": remedy}


def _settings(found: Installation, _now: datetime) -> Iterator[Remark]:
    if found.base_url.startswith("https://") and not found.trusted_proxy:
        yield _wrong(
            N_("CACO_TRUSTED_PROXY is not set: all who sign in seem to come from one address."),
            N_("Set it to the address of the web server in front, such as 127.0.0.1."),
        )
    if found.base_url.startswith("http://") and not _is_here(found.base_url):
        yield _wrong(
            N_("CACO_BASE_URL is not https: passwords and links travel unencrypted."),
            N_("Put a web server with a certificate in front, and set its https address."),
        )
    if not found.has_heartbeat:
        yield _look(
            N_("CACO_HEARTBEAT_URL is not set: nobody outside notices when this stops working."),
            N_("Set it to an address that sounds the alarm when requests stay away."),
        )


def _is_here(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def _database(found: Installation, _now: datetime) -> Iterator[Remark]:
    if found.schema is None:
        what = N_("The database holds nothing yet.")
        yield _wrong(what, N_("Import your region: caco import."))
    elif found.schema != LATEST:
        yield _wrong(
            N_("The tables are of another version ({schema}; this program needs {latest})."),
            N_("Make a backup, then run caco migrate."),
            schema=found.schema,
            latest=LATEST,
        )
    elif found.server is not None and found.server < OLDEST_POSTGRESQL:
        yield _wrong(
            N_("PostgreSQL {version} is too old; {oldest} or newer is needed."),
            N_("Upgrade the database server."),
            version=found.server,
            oldest=OLDEST_POSTGRESQL,
        )


def _files(found: Installation, _now: datetime) -> Iterator[Remark]:
    for file, mode in found.modes.items():
        if mode & _OTHERS:
            yield _wrong(
                N_("{file} can be read by others on this machine."),
                N_("Keep it to its owner: chmod {mode} {file}"),
                file=file,
                mode="700" if stat.S_ISDIR(mode) else "600",
            )


def _disk(found: Installation, _now: datetime) -> Iterator[Remark]:
    for folder, free in found.free.items():
        if free < LITTLE_FREE:
            remark = _wrong if free < LEAST_FREE else _look
            yield remark(
                N_("Only {free} MB are free on the disk of {folder}."),
                N_("Make room, before a signature or a message cannot be written."),
                free=free // 2**20,
                folder=folder,
            )


def _clock(found: Installation, now: datetime) -> Iterator[Remark]:
    if abs(found.server_ahead) > CLOCK_OFF:
        yield _wrong(
            N_("The clocks of this machine and of the database differ by {seconds} seconds."),
            N_("Set both by the network: timedatectl set-ntp true."),
            seconds=round(abs(found.server_ahead).total_seconds()),
        )
    if found.last_entry_at and found.last_entry_at > now + CLOCK_OFF:
        yield _wrong(
            N_("The newest entry of the audit trail is of the future: a clock was wrong."),
            N_("See which is right, with timedatectl; entries keep their order all the same."),
        )
    if found.is_synchronised is False:
        yield _look(
            N_("Nothing keeps the clock of this machine right."),
            N_("Set it by the network: timedatectl set-ntp true."),
        )


def _accounts(found: Installation, _now: datetime) -> Iterator[Remark]:
    if not found.administrators:
        remedy = N_("Make one: caco users add NAME --role administrator")
        yield _wrong(N_("No account may administer."), remedy)


def _alerts(found: Installation, _now: datetime) -> Iterator[Remark]:
    if not found.channels:
        yield _wrong(
            N_("No channel is set up: nobody can be notified of anything."),
            N_("Set CACO_CHANNEL_MAIL or another one, and try it: caco messages test."),
        )
    if not found.has_managers:
        yield _wrong(
            N_("There are no duty managers: nobody is notified of a gap."),
            N_("Fill the sheet duty_managers."),
        )
    for mute in found.mute_levels:
        yield _wrong(
            N_("Of level {level} of the duty managers nobody can be reached now (steps: {steps})."),
            N_("See Messages, Steps: who it is, and by which channel."),
            level=mute.level,
            steps=", ".join(mute.steps),
        )
    remedy = N_("Write down who is duty manager of them, without regions or books if of all.")
    for one in found.unheard:
        posts = ", ".join(one.posts)
        if one.book:
            what = N_("Gaps of the book {book} reach nobody now (posts: {posts}).")
            yield _wrong(what, remedy, book=one.book, posts=posts)
        else:
            yield _wrong(N_("Gaps of these posts reach nobody now: {posts}."), remedy, posts=posts)


def _worker(found: Installation, _now: datetime) -> Iterator[Remark]:
    if found.health is not None and not found.health.is_well:
        what = N_("Silence does not mean covered.")
        yield _wrong(what, N_("caco health says why, and what to do."))


def _site(found: Installation, now: datetime) -> Iterator[Remark]:
    site = found.site
    if site is None:
        return
    if site.code != HTTPStatus.OK:
        yield _wrong(
            N_("{url} does not answer as it should ({why})."),
            N_("Check caco web, and the web server in front of it."),
            url=found.base_url,
            why=site.why or f"HTTP {site.code}",
        )
        return
    if found.base_url.startswith("https://") and not site.is_strict:
        yield _look(
            N_("The web server in front does not pass on that browsers must use https."),
            N_("Pass on the header Strict-Transport-Security, and send X-Forwarded-Proto."),
        )
    if site.certificate_until and site.certificate_until < now + CERTIFICATE_LEFT:
        yield _wrong(
            N_("The certificate of the site ends on {day}."),
            N_("Renew it."),
            day=f"{site.certificate_until:%Y-%m-%d}",
        )


def _backup(found: Installation, now: datetime) -> Iterator[Remark]:
    made = found.states.get(BACKUP, TaskState(BACKUP))
    if made.good_at is None:
        yield _wrong(
            N_("No backup was ever made into a folder."),
            N_("Enable caco-backup.timer, or let caco backup FOLDER run by your own timer."),
        )
    elif now - made.good_at > BACKUP_AGE:
        yield _wrong(
            N_("The last good backup is {hours} hours old. {why}"),
            N_("See systemctl status caco-backup.service."),
            hours=round((now - made.good_at).total_seconds() / 3600),
            why=made.why,
        )
    if found.backups is not None and not found.backups.is_dir():
        yield _wrong(
            N_("The folder of the backups, {folder}, is not there."),
            N_("Make it, or mount its disk."),
            folder=found.backups,
        )
    drilled = found.states.get(DRILL, TaskState(DRILL))
    if drilled.good_at is None or now - drilled.good_at > DRILL_AGE:
        yield _look(
            N_("No backup was restored as a drill in the last {days} days. {why}"),
            N_("Enable caco-restore-drill.timer, or run caco restore FOLDER --drill."),
            days=DRILL_AGE.days,
            why=drilled.why,
        )
