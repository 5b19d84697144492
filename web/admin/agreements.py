"""Agreements: the derogations that a collective agreement allows, from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from data.model.account import Right
from data.tables.period import ZONE
from scheduler.records.edit import read_table
from scheduler.records.rule_catalogue import list_rules, names_of_rules
from web.access.guard import may
from web.admin.saving import found, save, typed
from web.admin.words import AGREEMENTS
from web.locale import say, speech
from web.shared.form_errors import or_again

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Blueprint

    from web.app_services import AppServices
    from web.shared.error_messages import Wrong
    from web.shared.form_errors import Answer


def add(blueprint: Blueprint, site: AppServices) -> None:
    """Add the pages of agreements."""

    def _form(row: Mapping[str, str], old: str, seen: str, faults: list[Wrong]) -> str:
        return render_template(
            "admin/agreement.html",
            row=row,
            old=old,
            seen=seen,
            faults=faults,
            names=names_of_rules(),
            about=_sentences(site),
        )

    def _edit(rule: str, start: str, faults: list[Wrong]) -> str:
        rows, mark = found(site, "agreements", {"rule": rule, "from": start})
        asked = request.form.get("seen")
        row = {"rule": rule, **_typed_row()} if asked else rows[0]
        return _form(row, start, asked or mark, faults)

    @blueprint.get("/agreements")
    @may(Right.CHANGE_RECORDS)
    def agreements() -> str:
        rows = sorted(read_table(site.store, "agreements"), key=lambda r: (r["rule"], r["from"]))
        today = site.clock().astimezone(ZONE).date().isoformat()
        return render_template(
            "admin/agreements.html",
            rows=rows,
            today=today,
            names=names_of_rules(),
            about=_sentences(site),
        )

    @blueprint.get("/agreements/new")
    @may(Right.CHANGE_RECORDS)
    def new_agreement() -> str:
        return _form({"rule": request.args.get("rule", "")}, "", "", [])

    @blueprint.post("/agreements")
    @may(Right.CHANGE_RECORDS)
    def add_agreement() -> Answer:
        row = _typed_row()
        return save(
            site,
            "agreements",
            {},
            lambda: [row],
            lambda faults: _form(row, "", "", faults),
            ".agreements",
        )

    @blueprint.get("/agreements/<rule>/<start>")
    @may(Right.CHANGE_RECORDS)
    def agreement(rule: str, start: str) -> Answer:
        return or_again(lambda: _edit(rule, start, []), lambda faults: _form({}, "", "", faults))

    @blueprint.post("/agreements/<rule>/<start>")
    @may(Right.CHANGE_RECORDS)
    def change_agreement(rule: str, start: str) -> Answer:
        return save(
            site,
            "agreements",
            {"rule": rule, "from": start},
            lambda: [{**_typed_row(), "rule": rule}],
            lambda faults: _edit(rule, start, faults),
            ".agreements",
        )


def _sentences(site: AppServices) -> dict[str, str]:
    """What each rule asks, or what the agreement allows; by id."""
    rules = {rule.id: rule.sentence for rule in list_rules(site.store, speech().code)}
    return rules | {name: say(words) for name, words in AGREEMENTS.items()}


def _typed_row() -> dict[str, str]:
    return typed("rule", "basis", "from", "until")
