"""Files as somebody sends them: named by us, unpacked with care, read as tables.

The name of a file that was sent decides nothing but which table it is: it is compared with the
names that are known, and never becomes a path.
"""

from __future__ import annotations

import lzma
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from data.files.read_csv import read_csv_folder
from data.files.read_input import NOTE, WORKBOOKS, read_edition
from data.files.read_workbook import read_workbook
from data.files.workbook_guard import unpacked
from data.i18n.sheet_words import TABLE, name_meant
from data.model.errors import Fault, InputError, Place
from data.tables.contract import TABLE_BY_NAME
from data.tables.faults import FaultLog, nearest_name, plain, then
from data.tables.raw_table import InputTables
from data.tables.reading import InputLimits, megabytes

if TYPE_CHECKING:
    from collections.abc import Sequence

#: More than a region's workbook of years, and little enough to read while somebody waits.
LIMITS = InputLimits(
    file_bytes=20_000_000, unpacked_bytes=100_000_000, rows=40_000, columns=100, cells=800_000
)
KINDS = (*WORKBOOKS, ".csv", ".zip")
MOST_FILES = 60
_MOST_ROWS = 60_000  #: in all tables together
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,  # a password, or a packing that is not known
)
_NOT_READ = ("#", "~", ".", "_")  # notes, and what office programs and archivers leave behind


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that was sent.

    Parameters
    ----------
    name
        As its sender called it.
    path
        Where we keep it, under a name of ours.
    """

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Upload:
    """What was read of the files of one sending.

    Parameters
    ----------
    edition
        The state of the records that they were exported from; None: they do not say.
    """

    tables: InputTables
    edition: int | None = None


def read_received(sent: Sequence[ReceivedFile], folder: Path) -> Upload:
    """Read a workbook, or CSV files, or an archive (.zip) of these.

    Parameters
    ----------
    folder
        An empty folder of ours, to unpack in.

    Raises
    ------
    InputError
        With everything that keeps the files from being read.
    """
    kinds = [kind_of(one.name) for one in sent]
    if len(sent) == 1 and kinds[0] in WORKBOOKS:
        return _workbook(sent[0])
    log = FaultLog()
    for one, kind in zip(sent, kinds, strict=True):
        if kind in WORKBOOKS:
            log.add("a workbook comes alone", "Send it without other files", _at(one.name))
        elif not kind:
            if PurePosixPath(_base(one.name)).suffix.lower() == ".xls":
                what = "this is an old Excel file, or one with a password"
                remedy = "Open it in Excel and save it as 'Excel Workbook (.xlsx)'"
                log.add(what, remedy, _at(one.name))
                continue
            what = "this is not a workbook (.xlsx), a CSV file or an archive (.zip) of these"
            log.add(what, "Send another file", _at(one.name))
    log.raise_if_any()
    names = _gather(sent, kinds, folder, log)
    if not any(Path(path).stem != NOTE for path in names):
        if not log.count:
            log.add("there is no table in it", "Send people.csv and others, or a workbook")
        log.raise_if_any()
    return _csv_folder(folder, names, log)


def kind_of(name: str) -> str:
    """``.xlsx``, ``.csv`` ...; empty: nothing that is read."""
    suffix = PurePosixPath(_base(name)).suffix.lower()
    return suffix if suffix in KINDS else ""


def _base(name: str) -> str:
    """The last part of a name, whichever system it comes from."""
    return PureWindowsPath(PurePosixPath(name).name).name


def _at(name: str) -> Place:
    return Place(file=plain(_base(name)) or "?")


def _workbook(sent: ReceivedFile) -> Upload:
    shown = plain(_base(sent.name))
    names = {str(sent.path): shown}
    try:
        tables = read_workbook(sent.path, LIMITS)
    except InputError as error:
        raise InputError([_renamed(fault, names) for fault in error.faults]) from None
    return Upload(_in_bounds(_with_names(tables, names, shown)), read_edition(sent.path))


def _gather(
    sent: Sequence[ReceivedFile], kinds: Sequence[str], folder: Path, log: FaultLog
) -> dict[str, str]:
    """Put all CSV files in the folder, each under the name of its table; path -> name shown."""
    names: dict[str, str] = {}
    left = LIMITS.unpacked_bytes
    for one, kind in zip(sent, kinds, strict=True):
        if kind == ".csv":
            _place(one.name, one.path.read_bytes(), folder, names, log)
        else:
            left -= _unpack(one, folder, names, left, log)
    return names


def _unpack(
    archive: ReceivedFile, folder: Path, names: dict[str, str], left: int, log: FaultLog
) -> int:
    """Unpack the CSV files of an archive; how many bytes these are."""
    at = _at(archive.name)
    try:
        with zipfile.ZipFile(archive.path) as packed:
            infos = [info for info in packed.infolist() if not info.is_dir()]
            if fault := _refused(infos, left):
                log.extend([replace(fault, place=at)])
                return 0
            for info in infos:
                if not _is_litter(info.filename):
                    _place(info.filename, unpacked(packed, info), folder, names, log)
            return sum(info.file_size for info in infos)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
        RuntimeError,
    ):
        log.add("the archive is damaged", "Pack the files again, without a password", at)
        return 0


def _refused(infos: Sequence[zipfile.ZipInfo], left: int) -> Fault | None:
    """Why an archive is not unpacked at all."""
    if len(infos) > MOST_FILES:
        what = f"the archive holds {len(infos)} files; at most {MOST_FILES} are read"
        return Fault(what, "Pack only the tables")
    if any(_leads_out(info.filename) for info in infos):
        what = "the archive holds a file whose name leads out of it"
        return Fault(what, "Pack the CSV files by themselves")
    size = sum(info.file_size for info in infos)
    if size > left:
        what = f"the archive unpacks to {size / 1e6:.0f} MB; at most {megabytes(left)} is read"
        return Fault(what, "Keep only the tables of this period in it")
    if any(info.flag_bits & 1 for info in infos):
        return Fault("the archive has a password", "Pack the files without one")
    return None


def _leads_out(name: str) -> bool:
    plain_name = name.replace("\\", "/")
    is_rooted = plain_name.startswith("/") or PureWindowsPath(name).drive != ""
    return is_rooted or ".." in plain_name.split("/")


def _is_litter(name: str) -> bool:
    base = _base(name)
    is_note = base.lower() == f"{NOTE}.csv"
    return "__MACOSX" in name or (base.startswith(_NOT_READ) and not is_note)


def _place(name: str, content: bytes, folder: Path, names: dict[str, str], log: FaultLog) -> None:
    """Keep a CSV file under the name of its table, which is one of ours."""
    base = _base(name)
    stem = PurePosixPath(base).stem
    table = name_meant(TABLE, stem, TABLE_BY_NAME)
    if base.lower() == f"{NOTE}.csv":
        table = NOTE
    elif _is_litter(name):
        return
    elif kind_of(name) != ".csv":
        log.add("this is not a CSV file", "Send CSV files together, or a workbook alone", _at(name))
        return
    elif table is None:
        remedy = nearest_name(TABLE, plain(stem), TABLE_BY_NAME)
        remedy = then(remedy, "A file whose name begins with # is not read")
        log.add("this file is not a table that is known", remedy, _at(name))
        return
    path = folder / f"{table}.csv"
    if str(path) in names:
        log.add(f"there are two files for {plain(stem)}", "Remove one", _at(name))
        return
    path.write_bytes(content)
    names[str(path)] = plain(base)


def _csv_folder(folder: Path, names: dict[str, str], log: FaultLog) -> Upload:
    shown = ", ".join(sorted(names.values())[:3]) + (" ..." if len(names) > 3 else "")
    try:
        tables = read_csv_folder(folder, LIMITS)
    except InputError as error:
        log.extend(_renamed(fault, names) for fault in error.faults)
        log.raise_if_any()
        raise
    named = _with_names(tables, names, shown)
    # A file that is no table does not keep the reader from hearing what is wrong with the others.
    whole = replace(named, faults=(*log.faults, *named.faults))
    return Upload(_in_bounds(whole), read_edition(folder))


def _in_bounds(tables: InputTables) -> InputTables:
    rows = sum(len(table.rows) for table in tables.tables.values())
    if rows > _MOST_ROWS:
        what = f"there are {rows} rows in all; at most {_MOST_ROWS} are read at once"
        raise InputError([Fault(what, "Send the tables one after another")])
    return tables


def _with_names(tables: InputTables, names: dict[str, str], source: str) -> InputTables:
    """The same tables, their files called as their sender calls them."""
    found = {
        name: replace(table, place=_named(table.place, names))
        for name, table in tables.tables.items()
    }
    faults = tuple(_renamed(fault, names) for fault in tables.faults)
    return InputTables(source, found, faults, tables.notes)


def _renamed(fault: Fault, names: dict[str, str]) -> Fault:
    return replace(fault, place=_named(fault.place, names))


def _named(place: Place, names: dict[str, str]) -> Place:
    return replace(place, file=names.get(place.file or "", "") or None)
