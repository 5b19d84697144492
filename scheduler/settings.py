"""Settings of an installation, from the environment."""

from __future__ import annotations

import os
from datetime import datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.exchange.language import LANGUAGES
from data.model.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

PREFIX = "CACO_"
CHANNEL = "CACO_CHANNEL_"  #: CACO_CHANNEL_SMS is the address of the channel ``sms``


class Settings(BaseSettings):
    """What an installation sets; each has a default that works on one machine.

    Parameters
    ----------
    base_url
        Where people reach the web pages.
    language
        Of messages: ``nl`` or ``en``.
    quiet_hours
        In which what can wait does wait, on the local clock; equal: there are none.
    digest_at
        When the message of the morning goes.
    horizon_weeks
        How far ahead gaps are looked for.
    reminder_hours
        How long before a duty its holder is reminded of it; 0: not.
    competence_days
        So many days before a competence lapses its holder hears of it.
    offer_hours
        How long an offered shift may be accepted, if it does not begin before.
    heartbeat_url
        Asked for after each round in which all went well; None: nobody listens.
    secret_file
        Holds the secret that signs links; None: beside the store.
    feeds_folder
        Where the calendars are written as files; None: they are not.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    base_url: str = "http://127.0.0.1:8000"
    language: str = "nl"
    quiet_hours: tuple[time, time] = (time(22), time(7))
    digest_at: time = time(7, 30)
    horizon_weeks: int = Field(8, ge=1, le=104)
    reminder_hours: int = Field(24, ge=0, le=24 * 14)
    competence_days: tuple[int, ...] = (90, 30, 7)
    offer_hours: int = Field(24, ge=1, le=24 * 14)
    heartbeat_url: str | None = None
    secret_file: str | None = None
    feeds_folder: str | None = None

    @field_validator("language")
    @classmethod
    def _spoken(cls, code: str) -> str:
        if code not in LANGUAGES:
            raise ValueError(f"is not spoken here; choose {' or '.join(LANGUAGES)}")
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
        Some of the environment makes no sense; all of it is told.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        raise InputError(
            [
                Fault(
                    f"{PREFIX}{str(one['loc'][0]).upper()}: {one['msg']}",
                    "Correct this variable of the environment, or leave it out",
                )
                for one in error.errors()
            ]
        ) from None
