"""What books are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g

from scheduler.planning.books import names_of_books
from web.app_services import services

if TYPE_CHECKING:
    from flask import Flask


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
