"""Reports as workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.files.workbook.paper import SheetMonth, TableSheet, Value, table_book
from scheduler.coverage.proof import is_counted
from scheduler.reporting.statement_facts import check_command
from web.locale import _, current_language
from web.reports.display import cause_text
from web.reports.hours_view import headings
from web.reports.statement_view import long_moment, posts_stated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from scheduler.coverage.proof import MonthOfPost
    from scheduler.reporting.delivered import Delivered
    from scheduler.reporting.statement import Statement
    from web.reports.hours_view import HoursLine


def coverage_book(found: Statement, delivered: Delivered | None, *, may_know: bool) -> bytes:
    """Coverage by month, and the stretches that were not filled, with the proof on each sheet.

    Parameters
    ----------
    delivered
        What the people of each employer served; None: it is not told.
    """
    above = (
        f"{_days(found.first, found.last)}",
        f"SHA-256 {found.proof.hash}",
        f"{_('To check')}: {check_command(found)}",
        f"{_('Made')}: {long_moment(found.made_at)}",
    )
    sheets = [_by_month(found, above, may_know=may_know), _open(found, above, may_know=may_know)]
    if delivered is not None and delivered.employers:
        sheets.append(_delivered(delivered))
    foot = f"CaCo Rooster  ·  SHA-256 {found.proof.hash[:16]}"
    return table_book(sheets, foot, current_language().code, found.made_at)


def _by_month(found: Statement, above: Sequence[str], *, may_know: bool) -> TableSheet:
    months = found.proof.months
    texts = {c: cause_text(c, may_know=may_know) for one in months for c in one.by_cause}
    causes = list(dict.fromkeys(texts.values()))
    names = {post.id: post.name for post in found.posts}
    rows: list[list[Value]] = []
    for one in months:
        row: list[Value] = [
            names[one.post],
            SheetMonth(one.month),
            one.required,
            one.named,
            one.valid,
        ]
        row.append(_share(one))
        for text in causes:
            row.append(sum(n for c, n in one.by_cause.items() if texts[c] == text))
        row += [one.unrecorded, one.done, one.asked, one.confirmed]
        rows.append(row)
    head = [
        _("Post"),
        _("Month"),
        _("Required"),
        _("On the roster"),
        _("Covered"),
        "%",
    ]
    left_out = [post.name for post in found.posts if not is_counted(post)]
    text = _("Not counted, as no limit is set to the chance that nobody comes: {posts}.")
    note = text.format(posts=", ".join(left_out))
    notes = [_("All figures but % are minutes, times how many people are needed.")]
    return TableSheet(
        _("Coverage"),
        _("Coverage by month and post"),
        [*head, *causes, _("No record yet"), _("Done"), _("Presence asked"), _("Confirmed")],
        rows,
        above,
        [*notes, note] if left_out else notes,
    )


def _share(one: MonthOfPost) -> Value:
    """Per cent of the minutes required; where none are there is none."""
    if not one.required:
        return None
    return 100 * one.valid / one.required if one.valid < one.required else 100


def _open(found: Statement, above: Sequence[str], *, may_know: bool) -> TableSheet:
    rows: list[list[Value]] = [
        [post.name, row.first, row.last, row.minutes / 60, row.cause, row.accepted]
        for post in posts_stated(found, may_know=may_know)
        for row in post.rows
    ]
    head = [_("Post"), _("From"), _("Up to"), _("Hours open"), _("Cause")]
    title = _("Time that was not validly filled")
    return TableSheet(_("Not filled"), title, [*head, _("Accepted by")], rows, above)


def _delivered(found: Delivered) -> TableSheet:
    """Minutes that the people of each employer served, by post."""
    rows: list[list[Value]] = [
        [one.name, name, one.posts[post], 100 * one.posts[post] / found.of_post(post)]
        for one in found.employers
        for post, name in found.posts.items()
        if post in one.posts
    ]
    head = [_("Employer"), _("Post"), _("Minutes served"), _("Share of what everybody served (%)")]
    title = _("Coverage delivered")
    return TableSheet(title, title, head, rows, [_days(found.first, found.last)])


def hours_book(lines: Sequence[HoursLine], first: date, last: date, made_at: datetime) -> bytes:
    """Hours per person, in all and by month."""
    head = [_("Duties"), _("Contract hours"), _("Hours called out")]
    for name in headings():
        head += [name, _("{what}: fair share").format(what=name)]

    title = _("Hours per person")
    above = (_days(first, last), notes()[0])
    whole = TableSheet(
        _("In all"),
        title,
        [_("Name"), _("Employer"), *head],
        _rows(lines, is_total=True),
        above,
        notes()[1:],
    )
    by_month = TableSheet(
        _("By month"),
        title,
        [_("Name"), _("Employer"), _("Month"), *head],
        _rows(lines, is_total=False),
        above,
        notes()[1:],
    )
    sheets = [whole, by_month] if by_month.rows else [whole]
    return table_book(
        sheets, f"CaCo Rooster  ·  {made_at:%Y-%m-%d}", current_language().code, made_at
    )


def _rows(lines: Sequence[HoursLine], *, is_total: bool) -> list[list[Value]]:
    rows: list[list[Value]] = []
    for line in lines:
        if line.is_total is is_total:
            figures = [round(value, 2) for pair in line.pairs for value in pair]
            who: list[Value] = [line.name, line.employer]
            who += [] if is_total else [line.month]
            hours = [round(value, 2) for value in (line.contract, line.calls)]
            rows.append([*who, line.duties, *hours, *figures])
    return rows


def notes() -> tuple[str, ...]:
    """How hours are counted."""
    return (
        _(
            "A duty counts in the month in which it begins, and not if its holder was absent. "
            "What is to come counts as rostered now."
        ),
        _(
            "Fair share: every duty counts in part for everybody who could have taken it, in "
            "proportion to contract hours. Contract hours hold work elsewhere, too."
        ),
        _(
            "Work on a call counts for half an hour at least (ATW 5:9(7)); it is no part of the "
            "fair share."
        ),
        _("People who have left are not shown."),
    )


def _days(first: date, last: date) -> str:
    return f"{current_language().long_date(first)} – {current_language().long_date(last)}"
