"""Bytes at the socket of the server that the product uses: no request, or half a one."""

from __future__ import annotations

import contextlib
import logging
import random
import re
import socket
from urllib.request import urlopen

import pytest

from tests.web.odd import ODD_HEADERS, ODD_PARTS
from tests.web.serving import serving

pytestmark = pytest.mark.second

GOOD = b"GET /login HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n"
FORM = (
    b"POST /login HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 16\r\n\r\nlogin=a&password"
)
#: What the server itself says of a request that it does not speak: 501 and 505 are no defects.
OF_THE_PROTOCOL = {501, 505}
MEAN = (
    b"", b"\r\n\r\n", b"\0" * 100, b"GET", b"GET / HTTP/9.9\r\n\r\n", b"GET  /  HTTP/1.1\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET http://[::1 HTTP/1.1\r\n\r\n",
    b"GET //[x HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /%zz%\xff HTTP/1.1\r\nHost: \xff\r\n\r\n",
    b"GET /login HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET /login HTTP/1.1\nHost: a\n\n",
    b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999999\r\n\r\nx",
    b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
    b"POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 20 + b"\r\nx",
    b"POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\nContent-Length: 1\r\n"
    b"\r\n0\r\n\r\n",
    b"GET /login HTTP/1.1\r\nHost: a\r\n" + b"X-A: b\r\n" * 20_000 + b"\r\n",
    b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /login HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n", b"GET /login HTTP/1.1\r\n: x\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", GOOD * 30, FORM + GOOD, FORM[:-8],
)  # fmt: skip


def bent(chance):
    """A request that was good, with a few bytes changed, doubled or left out."""
    raw = bytearray(chance.choice((GOOD, FORM, GOOD + FORM)))
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(raw))
        match chance.randrange(4):
            case 0:
                raw[place] = chance.randrange(256)
            case 1:
                del raw[place : place + chance.randint(1, 20)]
            case 2:
                raw[place:place] = raw[place : place + chance.randint(1, 40)]
            case _:
                name, value = chance.choice(ODD_HEADERS)
                odd = chance.choice((f"\r\n{name}: {value}", chance.choice(ODD_PARTS)))
                raw[place:place] = odd.encode("utf-8", "replace")
        if not raw:
            break
    return bytes(raw)


def answer(port, raw):
    """What the server sends until it has nothing more to say; it may hang up at any moment."""
    said = b""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as line,
        contextlib.suppress(OSError),
    ):
        line.sendall(raw)
        line.shutdown(socket.SHUT_WR)
        while piece := line.recv(65536):
            said += piece
    return said


@pytest.fixture
def port(app):
    with serving(app, channel_timeout=5) as port:
        yield port


@pytest.mark.parametrize("count", [150, pytest.param(3000, marks=pytest.mark.slow)])
def test_no_bytes_at_the_socket_take_the_server_down(port, count, caplog):
    caplog.set_level(logging.ERROR)
    chance, wrong = random.Random(7), []
    for raw in [*MEAN, *(bent(chance) for _ in range(count))]:
        said = answer(port, raw)
        codes = {int(code) for code in re.findall(rb"HTTP/1\.[01] (\d{3})", said)}
        if any(code >= 500 for code in codes - OF_THE_PROTOCOL) or b"Traceback" in said:
            wrong.append((raw[:300], said[:300]))
    assert not wrong
    assert not [record for record in caplog.records if record.exc_info], caplog.text[:3000]
    assert "uncaptured" not in caplog.text
    with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as found:
        assert found.status == 200


def test_an_address_that_makes_no_sense_is_answered(port, caplog):
    caplog.set_level(logging.ERROR)
    assert b"400 Bad Request" in answer(port, b"GET http://[::1 HTTP/1.1\r\nHost: a\r\n\r\n")
    assert not caplog.records
