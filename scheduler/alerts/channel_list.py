"""The channels that are set up, as they may be shown: without addresses, which hold passwords."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.errors import InputError
from scheduler.alerts.channel_addresses import TO, check_channels

if TYPE_CHECKING:
    from scheduler.settings import Settings


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel.

    Parameters
    ----------
    is_shared
        All recipients read the same, as in a group chat.
    is_usable
        Its address is one that makes sense.
    """

    name: str
    is_shared: bool
    is_usable: bool


def channels_set_up(settings: Settings) -> tuple[ChannelLine, ...]:
    """By name."""
    return tuple(
        ChannelLine(name, TO not in address, _is_usable(name, address))
        for name, address in sorted(settings.channels.items())
    )


def _is_usable(name: str, address: str) -> bool:
    try:
        check_channels({name: address})
    except InputError:
        return False
    return True
