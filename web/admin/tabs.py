"""The tabs of the settings, each shown to those who may go there."""

from __future__ import annotations

from data.exchange.language import N_
from data.model.account import Right
from web.look.navigation import Entry

TABS = (
    Entry("admin.accounts", N_("Accounts"), Right.ADMINISTER),
    Entry("admin.tokens", N_("Tokens"), Right.ADMINISTER),
    Entry("admin.posts", N_("Posts"), Right.CHANGE_RECORDS),
    Entry("admin.patterns", N_("Patterns"), Right.CHANGE_RECORDS),
    Entry("admin.rules", N_("Rules"), Right.CHANGE_RECORDS),
    Entry("admin.agreements", N_("Agreements"), Right.CHANGE_RECORDS),
)
