"""Reads uploaded files in a separate process: one made to do harm harms only that."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from data.model.errors import Fault, InputError, Place, Refused
from data.tables.contract import TABLE_BY_NAME
from data.tables.raw_table import InputTables, RawRow, RawTable
from data.tables.reading import MEGABYTE, megabytes
from scheduler.records.uploads import MOST_FILES, Upload, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def dump_upload(upload: Upload) -> dict[str, Any]:
    """As values that JSON can hold."""
    tables = {
        name: {
            "place": asdict(raw.place),
            "headings": raw.headings,
            "rows": [[row.number, row.texts] for row in raw.rows],
            "code": raw.code,
        }
        for name, raw in upload.tables.tables.items()
    }
    return {
        "source": upload.tables.source,
        "tables": tables,
        "faults": dump_faults(upload.tables.faults),
        "skipped": upload.tables.notes,
        "edition": upload.edition,
    }


def load_upload(found: Any) -> Upload:  # noqa: ANN401 - as JSON has it
    """Back from these.

    Raises
    ------
    ValueError, LookupError, TypeError, AttributeError
        It is not what `dump_upload` makes.
    """
    tables = {
        name: RawTable(
            TABLE_BY_NAME[name],
            _place(raw["place"]),
            _texts(raw["headings"]),
            tuple(RawRow(int(number), _texts(texts)) for number, texts in raw["rows"]),
            str(raw["code"]),
        )
        for name, raw in found["tables"].items()
    }
    faults = tuple(load_faults(found["faults"]))
    edition = found["edition"]
    skipped = int(found["skipped"])
    tables_read = InputTables(str(found["source"]), tables, faults, skipped)
    return Upload(tables_read, None if edition is None else int(edition))


def _texts(found: Any) -> dict[str, str]:  # noqa: ANN401
    if not all(isinstance(text, str) for pair in found.items() for text in pair):
        raise TypeError("a cell that is not text")
    return dict(found)


def dump_faults(faults: Iterable[Fault]) -> list[Any]:
    """Faults as lists of plain values."""
    return [[one.what, one.remedy, asdict(one.place)] for one in faults]


def load_faults(found: Iterable[Any]) -> list[Fault]:
    """Back from these."""
    return [Fault(what, remedy, _place(place)) for what, remedy, place in found]


def _place(found: Any) -> Place:  # noqa: ANN401 - as JSON has it
    return Place(**{**found, "also": tuple(found["also"])})


CHILD = (sys.executable, "-m", "scheduler.records.sandbox_child")
_KEPT = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")
_AT_ONCE = threading.BoundedSemaphore(2)  #: readers beside each other: each may take its memory


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """What reading may take.

    Parameters
    ----------
    seconds
        Of a processor; on the clock twice as long, for the machine may be busy.
    memory, output
        Bytes.
    sent
        Bytes of all files together.
    """

    seconds: int = 20
    memory: int = 1_500_000_000
    output: int = 64_000_000
    sent: int = 30_000_000


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that was sent, with its name as its sender called it."""

    name: str
    content: bytes


def read_sandboxed(
    files: Sequence[UploadedFile],
    bounds: SandboxLimits = SandboxLimits(),
    command: Sequence[str] = CHILD,
) -> Upload:
    """Read a workbook, CSV files or an archive of these.

    Raises
    ------
    InputError
        With everything that keeps the files from being read.
    Refused
        Others are reading files, and were not ready in time.
    """
    _refuse_too_much(files, bounds)
    if not _AT_ONCE.acquire(timeout=bounds.seconds):
        what = "others are importing files just now"
        raise Refused([Fault(what, "Try again in a minute")])
    try:
        with TemporaryDirectory(prefix="caco-upload-") as folder:
            return _answer(*_run(files, Path(folder), bounds, command))
    finally:
        _AT_ONCE.release()


def _refuse_too_much(files: Sequence[UploadedFile], bounds: SandboxLimits) -> None:
    if not files:
        raise InputError([Fault("no file was sent", "Choose a workbook or CSV files")])
    if len(files) > MOST_FILES:
        what = f"{len(files)} files were sent; at most {MOST_FILES} are read"
        raise InputError([Fault(what, "Send only the tables that change")])
    size = sum(len(one.content) for one in files)
    if size > bounds.sent:
        what = f"the files are {size / MEGABYTE:.1f} MB; at most {megabytes(bounds.sent)} is read"
        raise InputError([Fault(what, "Send only the tables that change")])


def _run(
    files: Sequence[UploadedFile], folder: Path, bounds: SandboxLimits, command: Sequence[str]
) -> tuple[int | None, bytes]:
    """Exit code (None: it took too long) and what was said."""
    (folder / "tables").mkdir()
    listed = []
    for number, one in enumerate(files):
        path = folder / f"sent-{number}{kind_of(one.name)}"  # never by the name that came with it
        path.write_bytes(one.content)
        listed.append({"name": one.name, "path": str(path)})
    orders = {
        "files": listed,
        "folder": str(folder / "tables"),
        "memory": bounds.memory,
        "seconds": bounds.seconds,
        "output": bounds.output,
    }
    said = folder / "answer"
    with said.open("wb") as answer:
        try:
            done = subprocess.run(
                command,
                input=json.dumps(orders).encode() + b"\n",
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
                timeout=2 * bounds.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None, b""
    return done.returncode, said.read_bytes()


def _answer(code: int | None, said: bytes) -> Upload:
    if code == 0:
        with suppress(ValueError, LookupError, TypeError, AttributeError):  # it went astray
            return _loaded(said.decode())
    if code in (None, -signal.SIGXCPU, -signal.SIGKILL):
        what = "reading these files took too long"
    elif code in (TOO_MUCH, -signal.SIGXFSZ):
        what = "these files ask too much memory"
    else:
        what = "these files could not be read: the reader stopped"
    remedy = "Open the workbook in Excel, delete what is no table and save it; or send CSV files"
    raise InputError([Fault(what, remedy)])


def _loaded(text: str) -> Upload:
    found = json.loads(text)
    if "refused" in found:
        raise InputError(load_faults(found["refused"]))
    return load_upload(found)


TOO_MUCH = 5  #: exit code: the files ask more memory than there is
