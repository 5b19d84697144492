"""Rules: which are in force, with which numbers beside those of the law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from data.model.account import Right
from scheduler.records.edit import fingerprint, read_table
from scheduler.records.rule_catalogue import list_rules, read_rule, rows_of_rule
from web.access.guard import may
from web.admin.saving import save
from web.locale import speech

if TYPE_CHECKING:
    from flask import Blueprint

    from web.app_services import AppServices
    from web.shared.error_messages import Wrong
    from web.shared.form_errors import Answer


def add(blueprint: Blueprint, site: AppServices) -> None:
    """Add the pages of rules."""

    def _edit(name: str, faults: list[Wrong]) -> str:
        shown = read_rule(site.store, name, speech().code)
        mark = fingerprint([row for row in read_table(site.store, "rules") if row["rule"] == name])
        return render_template(
            "admin/rule.html", rule=shown, seen=request.form.get("seen", mark), faults=faults
        )

    @blueprint.get("/rules")
    @may(Right.CHANGE_RECORDS)
    def rules() -> str:
        return render_template("admin/rules.html", rules=list_rules(site.store, speech().code))

    @blueprint.get("/rules/<name>")
    @may(Right.CHANGE_RECORDS)
    def rule(name: str) -> str:
        return _edit(name, [])

    @blueprint.post("/rules/<name>")
    @may(Right.CHANGE_RECORDS)
    def change_rule(name: str) -> Answer:
        shown = read_rule(site.store, name, speech().code)
        is_on = shown.is_fixed or request.form.get("enabled") == "yes"
        return save(
            site,
            "rules",
            {"rule": name},
            lambda: rows_of_rule(shown, is_on, request.form),
            lambda faults: _edit(name, faults),
            ".rules",
        )
