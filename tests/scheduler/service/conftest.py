"""Every test of periodic tasks has a channel by which duty managers are reached."""

from tests.scheduler.service.support import a_channel

__all__ = ["a_channel"]
