"""Settings of an installation, from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime, time
from functools import cached_property
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from data.i18n.language import LANGUAGES
from data.model.account import Role
from data.model.duty import AbsenceKind
from data.model.errors import Fault, InputError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

PREFIX = "CACO_"
NOWHERE = "none"  #: in the place of a folder: nothing is written
CHANNEL = "CACO_CHANNEL_"  #: CACO_CHANNEL_SMS is the address of the channel ``sms``
#: Of a push service; on this machine it may do without a certificate, for a trial.
_ORIGIN = re.compile(r"(https://[a-z0-9.-]+|http://(127\.0\.0\.1|localhost))(:\d{1,5})?", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")


class Settings(BaseSettings):
    """What an installation sets; each has a default that works on one machine.

    Parameters
    ----------
    base_url
        Where people reach the web pages.
    language
        Of messages: ``nl`` or ``en``.
    quiet_hours
        In which what can wait does wait, on the local clock: ``22:00-07:00``; equal: there are
        none.
    digest_at
        When the message of the morning goes.
    horizon_weeks
        How far ahead gaps are looked for.
    reminder_hours
        How long before a duty its holder is reminded of it; 0: not.
    competence_days
        So many days before a competence lapses its holder is notified: ``90, 30, 7``.
    offer_hours
        How long an offered shift may be accepted, if it does not begin before.
    takeover_days
        So many days after it is over a take-over may still be recorded, marked as such; and that
        somebody was at their desk.
    connect_seconds, send_seconds
        How long a channel may take to let us in, and for a message in all.
    absence_weeks
        By kind of absence, so many weeks after its end the reason is kept; after that it says
        "absent": ``illness 104, course 52``. A kind that is not named keeps its reason.
    heartbeat_url
        Requested after each round in which all went well; None: there is none.
    secret_file
        Holds the secret that signs links; None: beside the store, if that is a file.
    feeds_folder
        Where the calendars are written as files: a folder; ``none``: nowhere; empty: beside the
        store, if that is a file.
    trusted_proxy
        Address of the web server in front of this one, whose word for where a request comes from
        is taken; ``none``: there is no such server; empty: nobody said.
    oidc_issuer, oidc_client_id, oidc_client_secret_file
        The OpenID provider at which people may sign in, and how it knows us; empty: there is none.
    oidc_label
        What the button says that leads there.
    second_factor
        Roles that must give a code besides their password: ``planner, administrator``; ``none``.
    sso_only
        Roles that sign in at the OpenID provider and with no password; ``none``.
    push_services
        Origins of push services of your own, beside those of the browsers, that telephones may
        name: ``https://push.example.org``.
    calendar_hosts
        Hosts inside one's own network from which calendars of absences may be read, and without
        TLS: ``hr.example.local``; others must be public.
    log
        How programs that stay write their log: ``text`` or ``json``.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    base_url: str = "http://127.0.0.1:8000"
    language: str = "nl"
    quiet_hours: Annotated[tuple[time, time], NoDecode] = (time(22), time(7))
    digest_at: time = time(7, 30)
    horizon_weeks: int = Field(default=8, ge=1, le=104)
    reminder_hours: int = Field(default=24, ge=0, le=24 * 14)
    competence_days: Annotated[tuple[int, ...], NoDecode] = (90, 30, 7)
    offer_hours: int = Field(default=24, ge=1, le=24 * 14)
    takeover_days: int = Field(default=31, ge=0, le=366)
    connect_seconds: float = Field(default=10.0, gt=0, le=60)
    send_seconds: float = Field(default=20.0, gt=0, le=120)
    # Pairs, for a frozen setting is a key of caches.
    absence_weeks: Annotated[tuple[tuple[str, int], ...], NoDecode] = (
        (AbsenceKind.ILLNESS.value, 104),
    )
    heartbeat_url: str | None = None
    secret_file: str | None = None
    feeds_folder: str = ""
    trusted_proxy: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret_file: str = ""
    oidc_label: str = ""
    second_factor: Annotated[frozenset[Role], NoDecode] = frozenset()
    sso_only: Annotated[frozenset[Role], NoDecode] = frozenset()
    push_services: Annotated[frozenset[str], NoDecode] = frozenset()
    calendar_hosts: Annotated[frozenset[str], NoDecode] = frozenset()
    log: Literal["text", "json"] = "text"

    @field_validator("quiet_hours", mode="before")
    @classmethod
    def _from_until(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        parts = [part.strip() for part in given.split("-")]
        if len(parts) != 2 or not all(_CLOCK.fullmatch(part) for part in parts):
            raise ValueError("is written as 22:00-07:00")
        return tuple(time.fromisoformat(part.zfill(5)) for part in parts)

    @field_validator("competence_days", mode="before")
    @classmethod
    def _numbers(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        parts = [part.strip() for part in given.split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError("is written as 90, 30, 7")
        return tuple(int(part) for part in parts)

    @field_validator("second_factor", "sso_only", mode="before")
    @classmethod
    def _roles(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        named = {part.strip() for part in given.split(",")} - {"", "none"}
        if unknown := named - {role.value for role in Role}:
            raise ValueError(f"names {', '.join(sorted(unknown))}, which is no role")
        return frozenset(Role(name) for name in named)

    @field_validator("calendar_hosts", mode="before")
    @classmethod
    def _hosts(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        return frozenset(part.strip().casefold() for part in given.split(",") if part.strip())

    @field_validator("push_services", mode="before")
    @classmethod
    def _origins(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        named = {part.strip().rstrip("/") for part in given.split(",")} - {"", "none"}
        if not all(_ORIGIN.fullmatch(one) for one in named):
            raise ValueError("is written as https://push.example.org, without a path")
        return frozenset(named)

    @field_validator("absence_weeks", mode="before")
    @classmethod
    def _terms(cls, given: object) -> object:
        if isinstance(given, Mapping):
            return tuple(given.items())
        if not isinstance(given, str):
            return given
        parts = [part.split() for part in given.split(",") if part.strip()]
        kinds = {kind.value for kind in AbsenceKind} - {AbsenceKind.ABSENT.value}
        if not all(len(one) == 2 and one[0] in kinds and one[1].isdecimal() for one in parts):
            raise ValueError(f"is written as illness 104, with {', '.join(sorted(kinds))}")
        return tuple((kind, int(weeks)) for kind, weeks in parts)

    @field_validator("base_url")
    @classmethod
    def _no_slash(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("begins with https://, or http://")
        return url.rstrip("/")

    @field_validator("oidc_issuer")
    @classmethod
    def _private(cls, url: str) -> str:
        here = ("http://127.0.0.1:", "http://localhost:")  # for a trial on one machine
        if url and not url.startswith(("https://", *here)):
            raise ValueError("begins with https://")
        return url.rstrip("/")

    @field_validator("language")
    @classmethod
    def _spoken(cls, code: str) -> str:
        if code not in LANGUAGES:
            raise ValueError(f"is not supported; choose {' or '.join(LANGUAGES)}")
        return code

    @cached_property
    def channels(self) -> Mapping[str, str]:
        """Channel -> the Apprise address it stands for, with ``{to}`` where the address goes."""
        return {
            name.removeprefix(CHANNEL).lower(): address
            for name, address in os.environ.items()
            if name.startswith(CHANNEL) and address
        }

    def is_quiet(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether what can wait should wait."""
        start, end = self.quiet_hours
        clock = now.astimezone(zone).time()
        return start <= clock < end if start <= end else clock >= start or clock < end


def settings(**given: Any) -> Settings:  # noqa: ANN401 - as the fields say
    """The settings of this installation.

    Raises
    ------
    InputError
        Some of the environment makes no sense; all faults are named.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        raise InputError(
            [
                # Without the value: it may hold a password.
                Fault(
                    f"{PREFIX}{str(one['loc'][0]).upper()} {_reason(one['msg'])}",
                    "Correct this variable of the environment, or leave it out",
                )
                for one in error.errors()
            ]
        ) from None


def _reason(message: str) -> str:
    own = message.removeprefix("Value error, ")
    return own if own != message else f"makes no sense ({message[:1].lower()}{message[1:]})"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address to listen at."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
