"""What the forms of the records share: they replace rows, and are shown again if refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for

from data.model.errors import Fault, Refused
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from web.access.visitor import who
from web.locale import say
from web.shared.form_errors import or_again

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.app_services import AppServices
    from web.shared.form_errors import Answer, Shown


def found(
    site: AppServices, table: str, where: Mapping[str, str]
) -> tuple[list[dict[str, str]], str]:
    """The rows of a table that a form is about, and the mark by which it knows them.

    Raises
    ------
    Refused
        There are none.
    """
    rows = [
        row
        for row in read_table(site.store, table)
        if all(row.get(name, "") == text for name, text in where.items())
    ]
    if not rows:
        what = f"there is no {' '.join(where.values())} here"
        raise Refused([Fault(what, "Choose one from the list")])
    return rows, fingerprint(rows)


def save(
    site: AppServices,
    table: str,
    where: Mapping[str, str],
    rows: Callable[[], Sequence[Mapping[str, str]]],
    again: Shown,
    back: str,
) -> Answer:
    """Put the rows of a form in the place of those it is about; refused: the form once more.

    Parameters
    ----------
    where
        Empty: the rows are new.
    back
        The endpoint of the list.
    """

    def done() -> WerkzeugResponse:
        seen = request.form.get("seen", "") if where else fingerprint([])
        asked = Replacement(table, where, rows(), seen)
        count = replace_rows(site.store, asked, who(), site.clock())
        flash(say("The change is kept.") if count else say("Nothing was changed."))
        return redirect(url_for(back))

    return or_again(done, again)


def typed(*names: str) -> dict[str, str]:
    """What was typed in some fields of the form; those that are empty are left out."""
    texts = {name: request.form.get(name, "").strip() for name in names}
    return {name: text for name, text in texts.items() if text}
