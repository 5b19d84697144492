"""The tabs of the settings, each shown to those who may go there."""

from __future__ import annotations

from data.i18n.language import N_
from data.model.account import Right
from web.shared.navigation import MenuEntry

TABS = (
    MenuEntry("admin.accounts", N_("Accounts"), Right.ADMINISTER),
    MenuEntry("admin.tokens", N_("Tokens"), Right.ADMINISTER),
    MenuEntry("admin.posts", N_("Posts"), Right.CHANGE_RECORDS),
    MenuEntry("admin.patterns", N_("Patterns"), Right.CHANGE_RECORDS),
    MenuEntry("admin.rules", N_("Rules"), Right.CHANGE_RECORDS),
    MenuEntry("admin.agreements", N_("Agreements"), Right.CHANGE_RECORDS),
)
