"""The process that reads files that were sent: ``python -m scheduler.records.sandbox_child``.

A process of its own with little memory and little time, so that a file made to do harm ends this
process and nothing else. Standard input says what to read; standard output is what was read.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from data.model.errors import InputError
from data.tables.faults import FaultLog
from scheduler.records.sandboxed_reader import TOO_MUCH, dump_faults, dump_upload
from scheduler.records.uploads import ReceivedFile, read_received


def main() -> int:
    """Read what standard input names."""
    orders = json.loads(sys.stdin.readline())
    bound(orders)
    sent = [ReceivedFile(one["name"], Path(one["path"])) for one in orders["files"]]
    try:
        upload = read_received(sent, Path(orders["folder"]))
        answer = json.dumps(dump_upload(upload), ensure_ascii=False)
    except InputError as error:
        log = FaultLog()
        log.extend(error.faults)
        answer = json.dumps({"refused": dump_faults(log.faults)})
    except (MemoryError, RecursionError, OSError):
        return TOO_MUCH
    try:
        sys.stdout.buffer.write(answer.encode())
        sys.stdout.flush()
    except (MemoryError, OSError):  # longer than it may be
        os._exit(TOO_MUCH)  # what is left in the buffer is not tried again
    return 0


def bound(orders: dict[str, Any]) -> None:
    """Take from this process what it does not need; it cannot get it back."""
    for what, most in (
        (resource.RLIMIT_AS, orders["memory"]),
        (resource.RLIMIT_CPU, orders["seconds"]),
        (resource.RLIMIT_FSIZE, orders["output"]),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


if __name__ == "__main__":
    sys.exit(main())
