"""The pages under ``/admin``: their tabs, their words, and how their forms replace rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from data.i18n.kind_words import PATTERN_WORDS
from data.i18n.language import N_
from data.model.account import Right
from data.model.errors import Fault, Refused
from data.model.post import Authority, PostKind
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from web.access.guard import current_username
from web.access.regions import opens, reach
from web.app_services import services
from web.locale import _
from web.shared.display import MEANINGS, ROLES, SCOPES
from web.shared.errors import or_again
from web.shared.navigation import MenuEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.shared.errors import Answer, Shown

TABS = (
    MenuEntry("admin.accounts", N_("Accounts"), Right.ADMINISTER),
    MenuEntry("admin.invitations", N_("Invitations"), Right.ADMINISTER),
    MenuEntry("admin.tokens", N_("Tokens"), Right.ADMINISTER),
    MenuEntry("admin.posts", N_("Posts"), Right.CHANGE_RECORDS),
    MenuEntry("admin.patterns", N_("Patterns"), Right.CHANGE_RECORDS),
    MenuEntry("admin.base_rosters", N_("Base rosters"), Right.CHANGE_RECORDS),
    MenuEntry("admin.rules", N_("Rules"), Right.CHANGE_RECORDS),
    MenuEntry("admin.agreements", N_("Agreements"), Right.CHANGE_RECORDS),
    MenuEntry("admin.reviews", N_("Reviews"), Right.REVIEW),
)


POST_KINDS = {
    PostKind.ON_SITE: N_("at a desk"),
    PostKind.ON_SITE_STANDBY: N_("stand-by on site"),
    PostKind.ON_CALL: N_("on call"),
    PostKind.OPEN_CALL: N_("open call"),
}


#: What an agreement allows that is about no rule of its own.
AGREEMENTS = {
    "R04": N_("Breaks are set aside, as nobody is near to take over."),
    "S": N_("On-site stand-by is allowed."),
    "S08": N_("The fire service may have more on-site stand-bys."),
}


AUTHORITIES = {
    Authority.STATUTE: N_("the law"),
    Authority.INSPECTORATE: N_("the Inspectorate"),
    Authority.REGIONAL: N_("the region"),
}


def pattern_name(code: str) -> str:
    """A pattern by its code, and in words if it is a standard one."""
    return f"{code}: {_(PATTERN_WORDS[code])}" if code in PATTERN_WORDS else code


pages = Blueprint("admin", __name__, url_prefix="/admin")


def found(table: str, where: Mapping[str, str]) -> tuple[list[dict[str, str]], str]:
    """The rows of a table that a form is about, and the mark by which it knows them.

    Raises
    ------
    Refused
        There are none.
    """
    rows = [
        row
        for row in read_table(services.store, table)
        if all(row.get(name, "") == text for name, text in where.items())
    ]
    if not rows:
        what = f"there is no {' '.join(where.values())} here"
        raise Refused([Fault(what, "Choose one from the list")])
    return rows, fingerprint(rows)


def save(
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
        count = replace_rows(services.store, asked, current_username(), services.clock(), reach())
        flash(_("The change is kept.") if count else _("Nothing was changed."))
        return redirect(url_for(back))

    return or_again(done, again)


def typed(*names: str) -> dict[str, str]:
    """What was typed in some fields of the form; those that are empty are left out."""
    texts = {name: request.form.get(name, "").strip() for name in names}
    return {name: text for name, text in texts.items() if text}


WORDS = {
    "roles": ROLES,
    "meanings": MEANINGS,
    "scopes": SCOPES,
    "kinds": POST_KINDS,
    "authorities": AUTHORITIES,
    "pattern_name": pattern_name,
}


@pages.context_processor
def words() -> dict[str, object]:
    tabs = [tab for tab in TABS if opens(tab.endpoint, tab.right)]
    return {"tabs": tabs, **WORDS}
