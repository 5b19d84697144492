"""Calendars of others are fetched without being led anywhere inside."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from data.files.absence_calendar import MOST_BYTES
from data.model.errors import InputError
from scheduler.records import remote_calendar
from scheduler.records.remote_calendar import check_address, fetch_calendar

HOST = "127.0.0.1"


@contextmanager
def serving(answer):
    """A server on this machine; `answer`: path -> status, headers and body."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, dict(self.headers)))
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_how):
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def refused(url, inside=(HOST,), resolve=None):
    with pytest.raises(InputError) as error:
        fetch_calendar(url, inside, resolve)
    return error.value.faults[0].what


def test_a_host_that_is_named_inside_is_asked_for_what_stands_there():
    with serving(lambda path: (200, {}, f"BEGIN:VCALENDAR {path}".encode())) as (url, asked):
        assert fetch_calendar(f"{url}/a.ics?key=1", {HOST}) == b"BEGIN:VCALENDAR /a.ics?key=1"
    assert asked[0][1]["User-Agent"] == "caco"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
        "::1", "fd00::1", "fe80::1", "::ffff:10.0.0.1", "100.64.0.1",
    ],
)  # fmt: skip
def test_a_name_that_stands_for_an_address_inside_is_not_asked(address):
    asked = []
    said = refused(
        "https://calendar.example.org/x", (), lambda *how: asked.append(how) or [address]
    )
    assert "inside a private network" in said
    assert asked == [("calendar.example.org", 443)]


def test_one_address_inside_among_others_is_enough_to_be_refused():
    assert "inside" in refused("https://x.example/", (), lambda *_: ["93.184.216.34", "10.0.0.1"])


def test_a_redirect_is_judged_as_the_first_address_is():
    def away(_path):
        return 302, {"Location": "http://169.254.169.254/latest/meta-data"}, b""

    with serving(away) as (url, asked):
        assert "https" in refused(f"{url}/a")
        assert len(asked) == 1
    with serving(lambda _path: (302, {"Location": "https://10.0.0.1/"}, b"")) as (url, _):
        assert "inside a private network" in refused(f"{url}/a")


def test_it_ends_after_a_few_redirects():
    with serving(lambda path: (302, {"Location": f"{path}x"}, b"")) as (url, asked):
        assert "redirecting" in refused(f"{url}/a")
    assert len(asked) == remote_calendar.MOST_REDIRECTS + 1


def test_too_much_too_slow_and_other_answers_are_refused(monkeypatch):
    with serving(lambda _path: (200, {}, b"x" * (MOST_BYTES + 2))) as (url, _):
        assert "larger than 2 MB" in refused(url)
    with serving(lambda _path: (404, {}, b"")) as (url, _):
        assert "404" in refused(url)
    assert "does not answer" in refused(url)
    monkeypatch.setattr(remote_calendar, "SECONDS", 0.0)
    with serving(lambda _path: (200, {}, b"x")) as (url, _):
        assert "slow" in refused(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "calendar", "ftp://x.example/a", "file:///etc/passwd", "https://", "https:///a",
        "https://user:secret@x.example/a", "http://x.example/a", "https://x.example:99999/",
        "javascript:alert(1)", "https://x.example/" + "a" * 3000, "https://x.example/\x00",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_calendar_is_refused_without_asking_anybody(url):
    with pytest.raises(InputError):
        check_address(url)
    asked = []
    refused(url, (), lambda *how: asked.append(how) or ["93.184.216.34"])
    assert asked == []


def test_the_name_that_calendars_call_it_is_an_address_too():
    check_address("webcal://x.example/a.ics")
    check_address("https://outlook.office365.com/owa/calendar/x/y/calendar.ics")


def test_a_name_that_can_be_none_is_a_fault_of_that_calendar_alone():
    assert "not known" in refused("https://a..b.example/a.ics")  # no label may be empty
    with serving(lambda _path: (302, {"Location": "https://[half/"}, b"")) as (url, _):
        assert "redirecting" in refused(f"{url}/a")
