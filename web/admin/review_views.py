"""Reviews: what is to be looked at once more, by when and by whom, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_login import current_user

from data.i18n.sheet_words import choice_word
from data.model.account import Right
from data.model.review import ReviewFile, ReviewState, ReviewSubject
from data.tables.period import ZONE
from scheduler.improvement.reviews import (
    ReviewOutcome,
    ReviewWish,
    names_of_things,
    record_review,
    review_files,
    reviewed_thing,
    reviewed_things,
    reviewer_names,
    reviews_for,
    reviews_seen,
    set_first_reviews,
    set_next_review,
)
from scheduler.records.edit import read_table
from scheduler.records.row_edits import read_rows
from web.access.guard import current_username, require, signed_in
from web.access.regions import opens, reach
from web.admin.pages import pages
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.shared.display import long_day
from web.shared.errors import or_again

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.improvement.reviews import ReviewedThing
    from web.shared.errors import Answer, ErrorMessage

MOST_DONE = 20  #: reviews that the list shows of what was done


@pages.get("/reviews")
@require(Right.REVIEW)
def reviews() -> str:
    return _list_page([])


@pages.post("/reviews")
@require(Right.REVIEW)
def set_reviews() -> Answer:
    """Set one day for the things that are ticked."""
    subject = _typed("subject")
    if subject not in tuple(ReviewSubject):
        abort(404)

    def done() -> WerkzeugResponse:
        count = set_first_reviews(
            services.store, ReviewSubject(subject), request.form.getlist("codes"), _typed("due"),
            _typed("reviewer"), current_username(), services.clock(), reach(),
        )  # fmt: skip
        text = ngettext("{count} review has a day.", "{count} reviews have a day.", count)
        flash(text.format(count=count))
        return redirect(url_for(".reviews"))

    return or_again(done, _list_page)


def _list_page(faults: list[ErrorMessage]) -> str:
    found = reviewed_things(services.store, current_language(), _today())
    done = sorted(
        ((one, review) for one in found for review in one.file.done),
        key=lambda pair: pair[1].done_on or pair[1].due,
        reverse=True,
    )
    undated = [one for one in found if one.state is ReviewState.UNDATED and one.is_there]
    return render_template(
        "admin/reviews.html",
        dated=[one for one in found if one.state is not ReviewState.UNDATED],
        undated={
            subject: [one for one in undated if one.file.subject is subject]
            for subject in ReviewSubject
        },
        done=done[:MOST_DONE],
        more_done=max(0, len(done) - MOST_DONE),
        faults=faults,
        in_a_year=_in_a_year(_today()),
        reviewers=reviewer_names(services.store),
        **_words(),
    )


@pages.get("/reviews/<subject>/<path:code>")
@require(Right.REVIEW)
def review(subject: str, code: str) -> str:
    return _review_page(_known(subject, code), [])


@pages.post("/reviews/<subject>/<path:code>/day")
@require(Right.REVIEW)
def set_review(subject: str, code: str) -> Answer:
    """Set the day of the next review; an empty one takes it away."""
    thing = _known(subject, code)
    wish = ReviewWish(_typed("due"), _typed("reviewer"), _typed("seen"))

    def done() -> WerkzeugResponse:
        changed = set_next_review(
            services.store, thing.file.subject, code, wish, current_username(),
            services.clock(), reach(),
        )  # fmt: skip
        flash(_("The change is kept.") if changed else _("Nothing was changed."))
        return redirect(url_for(".review", subject=subject, code=code))

    return or_again(done, lambda faults: _review_page(thing, faults))


@pages.post("/reviews/<subject>/<path:code>/done")
@require(Right.REVIEW)
def record_review_done(subject: str, code: str) -> Answer:
    """Record what came of a review, and when the next one is."""
    thing = _known(subject, code)
    outcome = ReviewOutcome(
        _typed("done_on"), _typed("done_by"), _typed("outcome"), _typed("next_due"), _typed("seen")
    )

    def done() -> WerkzeugResponse:
        record_review(
            services.store, thing.file.subject, code, outcome, current_username(),
            services.clock(), reach(),
        )  # fmt: skip
        flash(_("The review is recorded."))
        return redirect(url_for(".review", subject=subject, code=code))

    return or_again(done, lambda faults: _review_page(thing, faults))


@pages.app_context_processor
def review_words() -> dict[str, object]:
    """What pages of rules, patterns and the like say of their reviews."""
    return {"review_of": _review_of, "due_reviews": due_reviews}


@dataclass(frozen=True, slots=True)
class DueReviews:
    """What whoever is signed in has to review, in a sentence.

    Parameters
    ----------
    may_open
        Whether they may open the page of reviews.
    """

    said: str
    may_open: bool


def due_reviews() -> DueReviews | None:
    """What is overdue or due within a month for whoever is signed in; None: nothing."""
    found, today = reviews_for(services.store, signed_in(), _today()), _today()
    if not found:
        return None
    may_open = opens("admin.reviews", Right.REVIEW)
    if not may_open:
        names = names_of_things(services.store, current_language())
        text = _("{name} (by {day})")
        said = ", ".join(
            text.format(name=names[one.subject].get(one.code, one.code), day=long_day(one.due))
            for one in found
        )
        return DueReviews(f"{said}.", may_open)
    overdue = sum(one.is_overdue(today) for one in found)
    soon = len(found) - overdue
    late = ngettext("{count} review is overdue.", "{count} reviews are overdue.", overdue)
    near = ngettext(
        "{count} review is due within a month.", "{count} reviews are due within a month.", soon
    )
    counted = ((late, overdue), (near, soon))
    return DueReviews(" ".join(t.format(count=n) for t, n in counted if n), may_open)


def _review_of(subject: str, code: str) -> tuple[ReviewFile, ReviewState] | None:
    """The reviews of one thing; None: whoever is signed in does not see them."""
    if not opens("admin.reviews", Right.REVIEW):
        return None
    if "review_files" not in g:
        g.review_files = review_files(services.store)
    key = ReviewSubject(subject), code
    file: ReviewFile = g.review_files.get(key) or ReviewFile(*key)
    return file, file.state(_today())


def _today() -> date:
    return services.clock().astimezone(ZONE).date()


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()


def _known(subject: str, code: str) -> ReviewedThing:
    if subject not in tuple(ReviewSubject):
        abort(404)
    found = reviewed_thing(
        services.store, ReviewSubject(subject), code, current_language(), _today()
    )
    if found is None:
        abort(404)
    return found


def _words() -> Mapping[str, object]:
    language = current_language()
    return {
        "states": ReviewState,
        "today": _today(),
        "subject_word": lambda one: choice_word(one.value, language),
    }


def _review_page(thing: ReviewedThing, faults: list[ErrorMessage]) -> str:
    file, today = thing.file, _today()
    return render_template(
        "admin/review.html",
        thing=thing,
        file=file,
        faults=faults,
        seen=_typed("seen") or reviews_seen(services.store, file.subject, file.code),
        page_of=_page_of(file),
        rows=_rows_of(file),
        reviewers=reviewer_names(services.store),
        me=signed_in().name or current_username(),
        in_a_year=_in_a_year(today),
        **_words(),
    )


def _in_a_year(day: date) -> date:
    """The same day of the next year; of 29 February the day before."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


def _rows_of(file: ReviewFile) -> Mapping[date, int]:
    """The rows of its reviews by the day on which each was due; none to who keeps no records."""
    if not current_user.may(Right.CHANGE_RECORDS):
        return {}
    return {
        date.fromisoformat(row.texts["due"]): row.number
        for row in read_rows(services.store, "reviews")
        if (row.texts["subject"], row.texts["code"]) == (file.subject, file.code)
    }


def _page_of(file: ReviewFile) -> str:
    """The address of what is reviewed; empty: it has none that they may open."""
    return _PAGES[file.subject](file.code) if current_user.may(Right.CHANGE_RECORDS) else ""


def _page_of_pattern(code: str) -> str:
    own = any(row["pattern"] == code for row in read_table(services.store, "patterns"))
    return url_for("admin.pattern", code=code) if own else url_for("admin.patterns")


def _page_of_requirement(code: str) -> str:
    rows = read_rows(services.store, "requirements")
    numbers = [row.number for row in rows if row.texts["id"] == code]
    return url_for("records.row", table="requirements", number=numbers[0]) if numbers else ""


def _page_of_agreement(rule: str) -> str:
    rows = read_table(services.store, "agreements")
    starts = [row["from"] for row in rows if row["rule"] == rule]
    return url_for("admin.agreement", rule=rule, start=max(starts)) if starts else ""


_PAGES: Mapping[ReviewSubject, Callable[[str], str]] = {
    ReviewSubject.RULE: lambda code: url_for("admin.rule", name=code),
    ReviewSubject.PATTERN: _page_of_pattern,
    ReviewSubject.REQUIREMENT: _page_of_requirement,
    ReviewSubject.AGREEMENT: _page_of_agreement,
    ReviewSubject.BASE_ROSTER: lambda code: url_for("admin.base_roster", code=code),
}
