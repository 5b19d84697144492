"""Requests that nobody should send: mangled from whatever pages and operations there are.

Every request comes from a seed, so that one that hurts can be sent again.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from tests.web.odd import METHODS, ODD_BODIES, ODD_HEADERS, ODD_PARTS, ODD_TYPES, ODD_VALUES

WEB = Path(__file__).parents[2] / "web"


@dataclass
class Request:
    """One request, as it reaches the application."""

    actor: str
    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes
    endpoint: str

    def __str__(self) -> str:
        headers = [(name, value[:80]) for name, value in self.headers]
        shown = f"{self.method} {self.path[:200]}?{self.query[:300]} {headers} {self.body[:300]!r}"
        return f"{self.actor} at {self.endpoint}: {shown}"

    def environ(self) -> dict[str, object]:
        """As a web server hands it over."""
        found: dict[str, object] = {
            "REQUEST_METHOD": _latin(self.method),
            "SCRIPT_NAME": "",
            "PATH_INFO": _unquoted(self.path),
            "QUERY_STRING": _latin(self.query),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "CONTENT_LENGTH": str(len(self.body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(self.body),
            "wsgi.errors": None,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers:
            key = name.upper().replace("-", "_")
            is_bare = key in ("CONTENT_TYPE", "CONTENT_LENGTH")
            found[key if is_bare else f"HTTP_{key}"] = _latin(value)
        return found


@dataclass
class Actor:
    """Somebody who sends requests.

    Parameters
    ----------
    cookie
        Their session; empty: none.
    forgery_token
        What a form of this session carries.
    bearer
        The secret of a token, for the API.
    """

    name: str
    cookie: str = ""
    forgery_token: str = ""
    bearer: str = ""


@dataclass
class Mangler:
    """Makes requests.

    Parameters
    ----------
    rules
        Pairs of endpoint and rule, as ``/gaps/<int:number>``, with the methods it takes.
    names
        Words that mean something here: codes of people, posts, shifts.
    """

    seed: int
    rules: list[tuple[str, str, tuple[str, ...]]]
    actors: list[Actor]
    names: list[str]
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def request(self) -> Request:
        """The next one."""
        actor = self.chance.choice(self.actors)
        endpoint, rule, methods = self.chance.choice(self.rules)
        method = self.chance.choice(methods if self._mostly() else METHODS)
        path = re.sub(r"<([^>]+)>", lambda found: self._part(found[1]), rule)
        if self._seldom():
            path = self._bent(path)
        query = "" if self.chance.random() < 0.5 else self._query()
        headers = self._headers(actor)
        kind, body = self._body(actor) if method not in ("GET", "HEAD") else ("", b"")
        if kind:
            headers.append(("Content-Type", kind))
        return Request(actor.name, method, path, query, headers, body, endpoint)

    def _mostly(self) -> bool:
        return self.chance.random() < 0.85

    def _seldom(self) -> bool:
        return self.chance.random() < 0.12

    def _part(self, of: str) -> str:
        if self._seldom():
            return self.chance.choice(ODD_PARTS)
        if of.startswith("int"):
            return str(
                self.chance.choice(
                    (0, 1, 1, 2, 3, 5, 8, 99, 10**9, 2**31 - 1, 2**31, 2**63, 10**30)
                )
            )
        return quote(self._value()[:2000].encode("utf-8", "replace"), safe="")

    def _bent(self, path: str) -> str:
        odd = self.chance.choice(ODD_PARTS)
        return self.chance.choice(
            (path + odd, f"{path}/{odd}", odd + path, f"/{odd}{path}", path * 2, path.upper())
        )

    def _value(self) -> str:
        if self._seldom() or not self.names:
            return self.chance.choice(ODD_VALUES)
        return self.chance.choice(self.names if self.chance.random() < 0.6 else ODD_VALUES)

    def _query(self) -> str:
        if self._seldom():
            return self.chance.choice(
                ("%", "a=%ff", "=&=&", "a[]=1&a[]=2", "\xff=\xff", "x" * 5000)
            )
        return self._form(fields())

    def _form(self, names: list[str]) -> str:
        chosen = self.chance.choices(names, k=self.chance.randint(1, 6))
        return "&".join(
            f"{quote(name)}={quote(self._value().encode('utf-8', 'replace'))}" for name in chosen
        )

    def _headers(self, actor: Actor) -> list[tuple[str, str]]:
        found = [("Accept", "text/html")]
        if actor.cookie:
            found.append(
                ("Cookie", self._tampered(actor.cookie) if self._seldom() else actor.cookie)
            )
        if actor.bearer:
            found.append(("Authorization", f"Bearer {actor.bearer}"))
        if actor.forgery_token and self._mostly():
            found.append(("X-CSRFToken", actor.forgery_token))
        if self.chance.random() < 0.4:
            found += self.chance.choices(ODD_HEADERS, k=self.chance.randint(1, 3))
        return found

    def _tampered(self, cookie: str) -> str:
        place = self.chance.randrange(len(cookie))
        return (
            cookie[:place]
            + self.chance.choice("Aa0.-_\xe9")
            + cookie[place + self.chance.randint(0, 3) :]
        )

    def _body(self, actor: Actor) -> tuple[str, bytes]:
        how = self.chance.random()
        if how < 0.65:
            return "application/x-www-form-urlencoded", self._form(fields()).encode()
        if how < 0.8:
            return "multipart/form-data; boundary=x", self._multipart()
        return self.chance.choice(ODD_TYPES), self.chance.choice(ODD_BODIES)

    def _multipart(self) -> bytes:
        parts = b""
        for name in self.chance.choices(fields(), k=self.chance.randint(1, 4)):
            disposition = f'form-data; name="{name}"'
            if self.chance.random() < 0.5:
                file = self.chance.choice(
                    ("people.csv", "x.xlsx", "../x.csv", "a" * 300, "\0.csv", "")
                )
                disposition += f'; filename="{file}"'
            value = self._value()[:5000].encode("utf-8", "replace")
            parts += (
                b"--x\r\nContent-Disposition: "
                + disposition.encode()
                + b"\r\n\r\n"
                + value
                + b"\r\n"
            )
        whole = parts + b"--x--\r\n"
        return whole[: self.chance.randrange(len(whole))] if self._seldom() else whole


@cache
def fields() -> list[str]:
    """Names that pages read from addresses and forms, found in their code."""
    found = {"csrf_token", "next", "__proto__", "a[b]", "é"}
    for path in WEB.rglob("*.html"):
        if "node_modules" not in path.parts:
            found.update(re.findall(r'\bname="([\w-]+)"', path.read_text()))
    for path in WEB.rglob("*.py"):
        code = path.read_text()
        found.update(re.findall(r'(?:args|form|files|values)\.get(?:list)?\(\s*"([\w-]+)"', code))
        found.update(re.findall(r'alias="(\w+)"', code))
    return sorted(found)


def _latin(text: str) -> str:
    return text.encode("utf-8", "replace").decode("latin-1")


def _unquoted(path: str) -> str:
    """As a web server does: the bytes of a path, one character each."""
    raw = path.encode("utf-8", "replace")
    return re.sub(rb"%([0-9a-fA-F]{2})", lambda found: bytes([int(found[1], 16)]), raw).decode(
        "latin-1"
    )
