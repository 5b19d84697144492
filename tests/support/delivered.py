"""What really leaves for a folder, as the channel has it: links are signed on the way."""

from __future__ import annotations

from data.store import outbox
from scheduler.notifications.channels import folder_address, send
from scheduler.notifications.delivery import Deliverer
from scheduler.settings import Settings


def with_folder(monkeypatch, folder, *channels, **values) -> Settings:
    """Settings by which these channels write to a folder."""
    for name in channels:
        monkeypatch.setenv(f"CACO_CHANNEL_{name.upper()}", folder_address(folder))
    return Settings(**values)


def deliver_all(store, settings, now) -> None:
    """Send what waits, as a worker does."""
    deliverer = Deliverer(store, settings, send=send, clock=lambda: now)
    with store.reading() as connection:
        waiting = [message.id for message, _ in outbox.due(connection, now)]
    for name in waiting:
        deliverer.deliver(name)


def texts_in(folder) -> list[str]:
    """What arrived, each with its recipient on the first line."""
    return [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]
