"""Rules, with their numbers beside those of the law, and the derogations of agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from data.model.account import Right
from data.tables.period import ZONE
from scheduler.records.edit import fingerprint, read_table
from scheduler.records.rule_catalogue import list_rules, names_of_rules, read_rule, rows_of_rule
from web.access.guard import require
from web.access.regions import reach, shown_books
from web.admin.pages import AGREEMENTS, found, pages, save, typed
from web.app_services import services
from web.locale import _, current_language
from web.shared.errors import or_again
from web.shared.rule_values import parameter_label, read_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.shared.errors import Answer, ErrorMessage


def _edit_rule(name: str, faults: list[ErrorMessage]) -> str:
    shown = read_rule(services.store, name, current_language().code)
    mark = fingerprint([row for row in read_table(services.store, "rules") if row["rule"] == name])
    return render_template(
        "admin/rule.html", rule=shown, seen=request.form.get("seen", mark), faults=faults
    )


@pages.get("/rules")
@require(Right.CHANGE_RECORDS)
def rules() -> str:
    return render_template(
        "admin/rules.html",
        rules=list_rules(services.store, current_language().code),
        may_change=reach().is_all,
        of_books=[] if reach().is_all else _rules_of_books(),
    )


def _rules_of_books() -> list[tuple[str, str, str]]:
    """Where books with posts within reach differ: the book, the rule, and what holds there."""
    names = {row["id"]: row["name"] for row in read_table(services.store, "books")}
    rows = read_table(services.store, "book_rules")
    return [
        (names.get(row["book"], row["book"]), row["rule"], _what_holds(row))
        for row in sorted(rows, key=lambda row: (row["book"], row["rule"]))
        if row["book"] in shown_books().some
    ]


def _what_holds(row: Mapping[str, str]) -> str:
    if "parameter" in row:
        return f"{parameter_label(row['rule'], row['parameter'])}: {row.get('value', '')}"
    return _("off") if row.get("enabled") == "no" else _("on")


@pages.get("/rules/<name>")
@require(Right.CHANGE_RECORDS)
def rule(name: str) -> str:
    return _edit_rule(name, [])


@pages.post("/rules/<name>")
@require(Right.CHANGE_RECORDS)
def change_rule(name: str) -> Answer:
    shown = read_rule(services.store, name, current_language().code)
    is_on = shown.is_fixed or request.form.get("enabled") == "yes"
    return save(
        "rules",
        {"rule": name},
        lambda: rows_of_rule(shown, is_on, read_values(shown, request.form)),
        lambda faults: _edit_rule(name, faults),
        ".rules",
    )


def _agreement_form(row: Mapping[str, str], old: str, seen: str, faults: list[ErrorMessage]) -> str:
    return render_template(
        "admin/agreement.html",
        row=row,
        old=old,
        seen=seen,
        faults=faults,
        names=names_of_rules(),
        about=_sentences(),
    )


def _edit_agreement(rule: str, start: str, faults: list[ErrorMessage]) -> str:
    rows, mark = found("agreements", {"rule": rule, "from": start})
    asked = request.form.get("seen")
    row = {"rule": rule, **_typed_row()} if asked else rows[0]
    return _agreement_form(row, start, asked or mark, faults)


@pages.get("/agreements")
@require(Right.CHANGE_RECORDS)
def agreements() -> str:
    rows = sorted(read_table(services.store, "agreements"), key=lambda r: (r["rule"], r["from"]))
    today = services.clock().astimezone(ZONE).date().isoformat()
    return render_template(
        "admin/agreements.html",
        rows=rows,
        today=today,
        names=names_of_rules(),
        about=_sentences(),
    )


@pages.get("/agreements/new")
@require(Right.CHANGE_RECORDS)
def new_agreement() -> str:
    return _agreement_form({"rule": request.args.get("rule", "")}, "", "", [])


@pages.post("/agreements")
@require(Right.CHANGE_RECORDS)
def add_agreement() -> Answer:
    row = _typed_row()
    return save(
        "agreements",
        {},
        lambda: [row],
        lambda faults: _agreement_form(row, "", "", faults),
        ".agreements",
    )


@pages.get("/agreements/<rule>/<start>")
@require(Right.CHANGE_RECORDS)
def agreement(rule: str, start: str) -> Answer:
    return or_again(
        lambda: _edit_agreement(rule, start, []), lambda faults: _agreement_form({}, "", "", faults)
    )


@pages.post("/agreements/<rule>/<start>")
@require(Right.CHANGE_RECORDS)
def change_agreement(rule: str, start: str) -> Answer:
    return save(
        "agreements",
        {"rule": rule, "from": start},
        lambda: [{**_typed_row(), "rule": rule}],
        lambda faults: _edit_agreement(rule, start, faults),
        ".agreements",
    )


def _sentences() -> dict[str, str]:
    """What each rule asks, or what the agreement allows; by id."""
    rules = {rule.id: rule.sentence for rule in list_rules(services.store, current_language().code)}
    return rules | {name: _(words) for name, words in AGREEMENTS.items()}


def _typed_row() -> dict[str, str]:
    return typed("rule", "basis", "from", "until")
