"""What pages load is small, kept for a year, and compressed; pages are where that is safe."""

import gzip
import re

import pytest

from data.model.account import Role
from web.shared.assets import LIBRARIES, SMALLEST, WEB

GZIP = {"Accept-Encoding": "gzip"}
OWN = {**GZIP, "Sec-Fetch-Site": "same-origin"}
FIRST_VISIT = 150_000  #: bytes over the wire, of a page and all that it loads
LOADED = re.compile(r'(?:src|href)="(/(?:static|assets)/[^"]+)"')
FILES = sorted(
    path.relative_to(WEB / "static").as_posix()
    for path in (WEB / "static").rglob("*")
    if path.is_file()
)


def body_of(answer):
    return gzip.decompress(answer.data) if "Content-Encoding" in answer.headers else answer.data


def text_of(answer):
    return body_of(answer).decode()


def wire(answer):
    """Bytes of an answer, as HTTP/1.1 sends it."""
    return sum(len(f"{name}: {value}\r\n") for name, value in answer.headers) + len(answer.data)


def loaded(client, page):
    """What a page loads, each once."""
    found = {address.replace("&amp;", "&") for address in LOADED.findall(text_of(page))}
    return {address: client.get(address, headers=GZIP) for address in sorted(found)}


@pytest.mark.parametrize(
    ("path", "role"), [("/login", None), ("/now", Role.DUTY_MANAGER), ("/mine", Role.FUNCTIONARY)]
)
def test_a_first_visit_is_small_and_all_that_it_loads_is_kept_for_a_year(visit, path, role):
    reader = visit(role)
    page = reader.get(path, headers=OWN)
    assert page.status_code == 200
    answers = loaded(reader.client, page)
    assert any("bootstrap" in address for address in answers)
    assert {answer.status_code for answer in answers.values()} == {200}
    assert wire(page) + sum(wire(answer) for answer in answers.values()) < FIRST_VISIT
    kept = {answer.headers["Cache-Control"] for answer in answers.values()}
    assert kept == {"public, max-age=31536000, immutable"}
    assert {answer.headers["Vary"] for answer in answers.values()} == {"Accept-Encoding"}
    assert not any("Set-Cookie" in answer.headers for answer in answers.values())


@pytest.mark.parametrize("name", [*FILES, *LIBRARIES])
def test_an_asset_is_the_same_compressed_and_not(visit, name):
    client = visit().client
    path = f"/assets/{name}" if name in LIBRARIES else f"/static/{name}"
    plain, small = client.get(path), client.get(path, headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert body_of(small) == plain.data
    assert plain.headers["Vary"] == small.headers["Vary"] == "Accept-Encoding"
    assert len(small.data) <= len(plain.data)
    if small.headers.get("Content-Encoding"):
        assert plain.headers["ETag"] != small.headers["ETag"]
    assert int(small.headers["Content-Length"]) == len(small.data)


def test_an_address_of_another_version_is_not_kept(visit):
    client = visit().client
    for address in ("/static/css/frame.css", "/static/css/frame.css?v=0123456789ab"):
        assert client.get(address).headers["Cache-Control"] == "public, no-cache"


def test_who_has_an_asset_is_not_sent_it_again(visit):
    client = visit().client
    for headers in ({}, GZIP):
        first = client.get("/assets/bootstrap.css", headers=headers)
        asked = {**headers, "If-None-Match": first.headers["ETag"]}
        again = client.get("/assets/bootstrap.css", headers=asked)
        assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/css",
     "/static/htmx.js", "/assets/css/frame.css", "/assets/htmx.min.js", "/static/nothing.css"],
)  # fmt: skip
def test_nothing_else_is_served(visit, path):
    assert visit().client.get(path).status_code in {301, 302, 308, 404}


@pytest.mark.parametrize(
    ("headers", "is_small"),
    [
        (OWN, True),
        ({**GZIP, "Sec-Fetch-Site": "none"}, True),
        ({**GZIP, "Sec-Fetch-Site": "cross-site"}, False),
        ({**GZIP, "Sec-Fetch-Site": "same-site"}, False),
        (GZIP, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Accept-Encoding": "gzip;q=0", "Sec-Fetch-Site": "same-origin"}, False),
    ],
)
def test_a_page_is_compressed_only_when_no_other_site_can_have_asked(visit, headers, is_small):
    page = visit(Role.PLANNER).get("/now", headers=headers)
    assert ("Content-Encoding" in page.headers) == is_small
    assert "Sec-Fetch-Site" in page.headers["Vary"]
    assert "</html>" in text_of(page)
    assert int(page.headers["Content-Length"]) == len(page.data)


def test_what_is_small_already_is_left_as_it_is(visit):
    page = visit().get("/healthz", headers=OWN)
    assert len(page.data) < SMALLEST
    assert "Content-Encoding" not in page.headers
