"""A channel that writes messages into a folder: to try alerts out where no mail may leave.

``CACO_CHANNEL_MAIL=folder://localhost/var/tmp/outbox?to={to}``
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from apprise.decorators import notify

SCHEME = "folder"


def folder_address(folder: Path) -> str:
    """The address of such a channel, for a setting."""
    return f"{SCHEME}://localhost{quote(str(folder.resolve()))}?to={{to}}"


@notify(on=SCHEME, name="Folder")  # type: ignore[no-untyped-call, untyped-decorator]
def drop(body: str, title: str, _kind: str, *_more: Any, meta: Any, **_rest: Any) -> bool:  # noqa: ANN401 - as Apprise calls it
    """Write one message to a file of its own, named for whom it is."""
    folder = Path(unquote(meta["fullpath"]))
    to = meta["qsd"].get("to", "")
    plain = re.sub(r"[^\w@.+-]", "_", to)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = folder / f"{plain}-{secrets.token_hex(4)}.txt"
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"To: {to}\nSubject: {title}\n\n{body}\n")
    except OSError:
        return False
    return True
