"""What was read of an upload, as it travels in the page from the dry run to its button.

It is signed: what is carried out is what was read and shown, by whoever read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from scheduler.records.sandboxed_reader import dump_upload, load_upload
from scheduler.records.uploads import Upload
from web.access.visitor import who

_KEPT = timedelta(hours=12)  #: as long as a session
MOST_BYTES = 24_000_000  #: of the form that brings it back


@dataclass(frozen=True, slots=True)
class PackedUpload:
    """An upload, and the state of the records that it was shown against.

    Parameters
    ----------
    overrule
        What others changed meanwhile is undone.
    seq
        See `scheduler.records.checks`; None: it was not shown against any.
    """

    upload: Upload
    overrule: bool = False
    seq: int | None = None


def pack(packed: PackedUpload) -> str:
    """As text for a form."""
    return str(
        _serializer().dumps([who(), packed.overrule, packed.seq, dump_upload(packed.upload)])
    )


def unpack(text: str) -> PackedUpload | None:
    """Back from a form; None: it is not what we packed for this visitor, or too long ago."""
    try:
        name, overrule, seq, upload = _serializer().loads(text, max_age=int(_KEPT.total_seconds()))
    except BadData:
        return None
    return PackedUpload(load_upload(upload), overrule, seq) if name == who() else None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="people.import")
