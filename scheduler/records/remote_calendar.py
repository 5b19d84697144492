"""Fetches a calendar of somebody else's server, which must not lead us anywhere inside.

The address that a name stands for is looked up once, judged, and then connected to: whoever owns
the name cannot give another one in between.
"""

from __future__ import annotations

import socket
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import certifi
import urllib3
from urllib3.exceptions import HTTPError

from data.files.absence_calendar import MOST_BYTES
from data.model.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

SECONDS = 20.0  #: for all of it
CONNECT_SECONDS = 5.0
MOST_REDIRECTS = 3
MOST_CHARACTERS = 2000  #: of an address
_PIECE = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
#: ``webcal`` is what calendars call an address that is fetched by HTTPS.
_SCHEMES = {"https": "https", "webcal": "https", "webcals": "https", "http": "http"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a request goes: to this address, in the name of this host."""

    scheme: str
    host: str
    address: str
    port: int
    path: str


def fetch_calendar(
    url: str, inside: Collection[str] = (), resolve: Callable[[str, int], list[str]] | None = None
) -> bytes:
    """What stands at an address.

    Parameters
    ----------
    inside
        Hosts of one's own network that may be asked, and without TLS; others must be public.
    resolve
        Looks up the addresses of a host; None: as the system does.

    Raises
    ------
    InputError
        It may not be asked, or does not answer as it should; the sentence holds no address.
    """
    until = time.monotonic() + SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        place = _place(url, inside, resolve or _addresses)
        with _asked(place, until) as answer:
            if answer.status not in _REDIRECTS:
                return _body(answer, until)
            url = _led_to(url, answer.headers.get("Location", ""))
    raise _fault("the server of the calendar keeps redirecting")


def _led_to(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise _fault("the server of the calendar keeps redirecting") from error


def check_address(url: str, inside: Collection[str] = ()) -> None:
    """Refuse an address that can never be fetched, without asking anybody.

    Raises
    ------
    InputError
        It is no address of a calendar.
    """
    _parts(url, inside)


def _parts(url: str, inside: Collection[str]) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise _fault("this is not an address of a calendar") from error
    scheme, host = _SCHEMES.get(parts.scheme.casefold()), (parts.hostname or "").casefold()
    if scheme is None or not host or len(url) > MOST_CHARACTERS or not url.isprintable():
        raise _fault("this is not an address of a calendar")
    if parts.username or parts.password:
        raise _fault("the address holds a name and password")
    if scheme == "http" and host not in inside:
        raise _fault("the address is not protected: it must begin with https")
    path = parts.path or "/"
    return (
        scheme,
        host,
        port or (443 if scheme == "https" else 80),
        (f"{path}?{parts.query}" if parts.query else path),
    )


def _place(url: str, inside: Collection[str], resolve: Callable[[str, int], list[str]]) -> _Place:
    scheme, host, port, path = _parts(url, inside)
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError) as error:  # of a name that can be none
        raise _fault("the server of the calendar is not known") from error
    if not found:
        raise _fault("the server of the calendar is not known")
    if host not in inside and not all(ip_address(one).is_global for one in found):
        raise _fault("the address is inside a private network, which a calendar may not point to")
    return _Place(scheme, host, found[0], port, path)


def _addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@contextmanager
def _asked(place: _Place, until: float) -> Iterator[urllib3.BaseHTTPResponse]:
    """The answer of a place; its connection is closed afterwards."""
    headers = {"Host": _host_header(place), "Accept": "text/calendar", "User-Agent": "caco"}
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=max(0.1, until - time.monotonic()))
    pool = (
        urllib3.HTTPSConnectionPool(
            place.address,
            place.port,
            server_hostname=place.host,
            assert_hostname=place.host,
            cert_reqs="CERT_REQUIRED",
            ca_certs=certifi.where(),
            timeout=timeout,
            retries=False,
        )
        if place.scheme == "https"
        else urllib3.HTTPConnectionPool(place.address, place.port, timeout=timeout, retries=False)
    )
    with closing(pool):
        try:
            answer = pool.urlopen(
                "GET", place.path, headers=headers, redirect=False, preload_content=False
            )
        except (HTTPError, OSError) as error:
            raise _fault("the server of the calendar does not answer") from error
        with closing(answer):
            yield answer


def _host_header(place: _Place) -> str:
    usual = 443 if place.scheme == "https" else 80
    return place.host if place.port == usual else f"{place.host}:{place.port}"


def _body(answer: urllib3.BaseHTTPResponse, until: float) -> bytes:
    """All of it, as long as it is not too much and does not take too long."""
    if answer.status != 200:
        text = "the server of the calendar answers {} instead of a calendar"
        raise InputError([Fault(text.format(answer.status), _REMEDY)])
    content = bytearray()
    try:
        for piece in answer.stream(_PIECE, decode_content=True):
            content += piece
            if len(content) > MOST_BYTES:
                raise _fault("the calendar is larger than 2 MB")
            if time.monotonic() > until:
                raise _fault("the server of the calendar is too slow")
    except (HTTPError, OSError) as error:
        raise _fault("the server of the calendar does not answer") from error
    return bytes(content)


_REMEDY = "Check the address, or upload the calendar as a file"


def _fault(what: str) -> InputError:
    return InputError([Fault(what, _REMEDY)])
