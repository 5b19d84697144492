"""Every address with whom it is for, as a table that a person can read.

    python -m tests.web.rights > tests/web/data/rights.txt

after an address came or changed hands; then read what the difference says.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from data.model.account import RIGHTS, Role
from data.store.opening import Store, store_url
from scheduler.settings import Settings
from tests.support.region import INSIDE
from web.access.guard import required
from web.app import create_app

if TYPE_CHECKING:
    from flask import Flask

GOLDEN = Path(__file__).with_name("data") / "rights.txt"
#: With everything that an installation may have switched on.
ALL_ON = Settings(oidc_issuer="https://id.example", oidc_client_id="caco")
SILENT = {"HEAD", "OPTIONS"}


@dataclass(frozen=True, slots=True)
class Way:
    """One address with one method.

    Parameters
    ----------
    roles
        None: open to all, it guards itself.
    """

    endpoint: str
    method: str
    path: str
    roles: frozenset[Role] | None


def ways(app: Flask) -> list[Way]:
    """Every address of an application, derived from the marks on its views."""
    found = []
    for rule in app.url_map.iter_rules():
        right = required(app, rule.endpoint)
        roles = None if right is None else {role for role in Role if right in RIGHTS[role]}
        found += [
            Way(rule.endpoint, method, rule.rule, None if roles is None else frozenset(roles))
            for method in (rule.methods or set()) - SILENT
        ]
    return sorted(found, key=lambda way: (way.path, way.method))


def table(app: Flask) -> str:
    """The table of `GOLDEN`."""
    rows = [(way.path, way.method, way.endpoint, _who(way)) for way in ways(app)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _who(way: Way) -> str:
    if way.roles is None:
        return "open"
    if way.roles == set(Role):
        return "everybody with an account"
    return ", ".join(role.value for role in Role if role in way.roles)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        store = Store(store_url(f"sqlite:///{folder}/caco.db"))
        print(table(create_app(store, ALL_ON, lambda: INSIDE)), end="")
        store.close()
