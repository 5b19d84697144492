"""What books are called, and the one that an address asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, request

from scheduler.coverage.regional import snapshot_of_book
from scheduler.planning.books import names_of_books
from web.app_services import services
from web.locale import _

if TYPE_CHECKING:
    from flask import Flask

    from scheduler.coverage.snapshot import CoverageSnapshot

NONE = "-"  #: what an address says for the posts that no book holds


def register_books(app: Flask) -> None:
    """Let templates say the name of a book."""
    app.jinja_env.globals["book_name"] = book_name


def book_name(book: str) -> str:
    """The name of a book by its code; nothing for posts without one."""
    if not book:
        return ""
    if "names_of_books" not in g:
        g.names_of_books = names_of_books(services.store)
    return str(g.names_of_books.get(book, book))


def books_shown(snapshot: CoverageSnapshot) -> dict[str, str]:
    """The books of the posts that somebody may see, as an address says them: by name.

    Empty where there is no choice.
    """
    held = {post.book for post in snapshot.facts.inputs.posts.values()}
    if len(held) < 2:
        return {}
    names = {book or NONE: book_name(book) or _("posts in no book") for book in held}
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


def book_asked(books: dict[str, str]) -> str:
    """The book that the address asks for; empty, or one that is not shown: all of them."""
    asked = request.args.get("book", "")
    return asked if asked in books else ""


def of_book(snapshot: CoverageSnapshot, asked: str) -> CoverageSnapshot:
    """Coverage of the book that is asked for; of all posts where none is."""
    return snapshot_of_book(snapshot, ("" if asked == NONE else asked) if asked else None)
