"""Brings a folder of files in line, touching no file that would stay the same."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data.model.errors import Fault, InputError, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

OURS = ".caco-feeds.json"  #: names the files that an export wrote, so that it removes no other


@dataclass(frozen=True, slots=True)
class FileWritten:
    """A file as it should be.

    Parameters
    ----------
    changed_at
        Its time of modification.
    """

    content: bytes
    changed_at: datetime


def bring_in_line(
    folder: Path, files: Mapping[str, FileWritten]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Names of the files that were written, that stayed as they were, and that were removed.

    Each file is replaced in one go: whoever reads it gets the old bytes or the new ones.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = _ours(folder)
        written = [name for name, file in sorted(files.items()) if _is_new(folder / name, file)]
        # Named as ours before they are there, so that the export after one that was killed knows.
        _replace(folder / OURS, json.dumps(sorted({*before, *files}), indent=0).encode())
        for name in written:
            _replace(folder / name, files[name].content, files[name].changed_at)
        removed = sorted(name for name in before - files.keys() if (folder / name).is_file())
        for name in removed:
            (folder / name).unlink()
        _replace(folder / OURS, json.dumps(sorted(files), indent=0).encode())
    except OSError as error:
        where = error.filename or folder
        raise InputError(
            [
                Fault(
                    f"{folder} cannot be written: {error.strerror or error} ({where})",
                    "Check the rights and the free space, or name another folder with --out",
                    Place(file=folder.name),
                )
            ]
        ) from error
    unchanged = sorted(files.keys() - set(written))
    return tuple(written), tuple(unchanged), tuple(removed)


def _ours(folder: Path) -> set[str]:
    try:
        names = json.loads((folder / OURS).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return set()
    if not isinstance(names, list):
        return set()
    return {name for name in names if isinstance(name, str) and name == Path(name).name}


def _is_new(path: Path, file: FileWritten) -> bool:
    return not path.is_file() or path.read_bytes() != file.content


def _replace(path: Path, content: bytes, changed_at: datetime | None = None) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    handle, beside = tempfile.mkstemp(prefix=".caco-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A web server that serves them is in the group of the folder, if its owner says so.
        Path(beside).chmod(0o600 | path.parent.stat().st_mode & stat.S_IRGRP)
        if changed_at is not None:
            os.utime(beside, (changed_at.timestamp(), changed_at.timestamp()))
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
