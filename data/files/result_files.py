"""A folder of results: written whole, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from data.model.errors import Fault, InputError, Place

if TYPE_CHECKING:
    from collections.abc import Mapping


def write_folder(folder: Path, content: Mapping[str, bytes]) -> None:
    """Write files into a folder, all or none; other files in it are left alone.

    Everything is first written beside the folder, so that a full disk or a killed program leaves
    what was there. If a file cannot be put in its place, the ones before it are put back.

    Parameters
    ----------
    folder
        Made if it does not exist.
    content
        File name -> bytes.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    folder = folder.absolute()
    if folder.exists() and not folder.is_dir():
        raise _fault(folder, "is a file, not a folder", "Name another folder with --out.")
    try:
        _write(folder, content)
    except OSError as error:
        where = error.filename or folder
        raise _fault(
            folder,
            f"cannot be written: {error.strerror or error} ({where})",
            "Close programs that hold its files open, check the rights and the free space, "
            "or name another folder with --out.",
        ) from error


def _write(folder: Path, content: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=f".{folder.name}.", dir=folder.parent, ignore_cleanup_errors=True
    ) as beside:
        new, old = Path(beside) / "new", Path(beside) / "old"
        new.mkdir()
        old.mkdir()
        for name, data in content.items():
            (new / name).write_bytes(data)
        if folder.exists():
            _exchange(new, folder, old)
        else:
            new.rename(folder)


def _exchange(new: Path, folder: Path, old: Path) -> None:
    """Put every file of `new` into `folder`; on failure put the old ones back."""
    done: list[str] = []
    try:
        for source in sorted(new.iterdir()):
            target = folder / source.name
            if target.is_dir():
                raise IsADirectoryError(21, "a folder stands in the way", str(target))
            if target.exists():
                shutil.copy2(target, old / source.name)
            source.replace(target)
            done.append(source.name)
    except OSError:
        for name in done:
            (folder / name).unlink(missing_ok=True)
            if (old / name).exists():
                (old / name).replace(folder / name)
        raise


def _fault(folder: Path, what: str, remedy: str) -> InputError:
    return InputError([Fault(f"{folder} {what}", remedy, Place(file=folder.name))])
