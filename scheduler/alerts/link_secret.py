"""The secret that signs links: made once, kept beside the store."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.store.opening import Store
    from scheduler.settings import Settings


def secret_of(store: Store, settings: Settings) -> str:
    """The secret of this installation; made when it is first asked for."""
    beside = store.file.with_suffix(".secret") if store.file else Path("caco.secret")
    path = Path(settings.secret_file) if settings.secret_file else beside
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text().strip()
