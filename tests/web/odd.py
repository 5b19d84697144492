"""Odd things to put in requests: what broke other programs, and what might break this one."""

from __future__ import annotations

METHODS = (
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "É",
)  # fmt: skip
#: As they stand in an address: already quoted, or raw and wrong.
ODD_PARTS = (
    "%00", "..%2f..%2fetc%2fpasswd", "../../../etc/passwd", "..", ".", "//", "%c0%ae%c0%ae",
    "%ff%fe", "%F0%9F%92%A9", "-1", "0", "99999999999999999999", "2147483648", "1e9", "1.5",
    "%20", "a" * 3000, "%0d%0aX-Evil:1", "<script>", "{{7*7}}", "%25", "%2e%2e", "null", "None",
    "٣", "\xff", ";", "~", "'",
)  # fmt: skip
ODD_VALUES = (
    "", " ", "\0", "a\0b", "0", "-1", "1", "99999999999999999999", "-99999999999999999999",
    "1e400", "NaN", "inf", "1.5", "٣", "\uff12", "null", "true", "[]", "{}", "é", "💩", "\u202e",
    "\ud800", "<b>x</b>", "{{7*7}}", "'; DROP TABLE people; --", "=cmd|' /C calc'!A0",
    "../../etc/passwd", "%00", "\r\nX-Evil: 1", "x" * 70_000, "0001-01-01", "9999-12-31",
    "2027-02-30", "2027-W53", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2027-01-08",
    "2027-01-08T12:00", "2027-01-04", "07:00", "25:61", "https://evil.example/", "//evil.example",
    "/\\evil.example", "javascript:alert(1)", "nl", "en", "xx", "on", "off", "4", "12", "-0",
    "1_000", " 7 ",
)  # fmt: skip
ODD_HEADERS = (
    ("Accept", "*/*"), ("Accept", "text/html"), ("Accept", "text/event-stream"),
    ("Accept", ";;;q=x"), ("Accept-Language", "nl;q=2,zz-ZZ,*"), ("Accept-Language", "é" * 50),
    ("HX-Request", "true"), ("HX-Target", "<x>"), ("HX-Current-URL", "::::"),
    ("If-None-Match", '"a", W/"b"'), ("If-None-Match", '"'), ("If-Modified-Since", "yesterday"),
    ("If-Modified-Since", "Fri, 31 Dec 9999 23:59:60 GMT"), ("Range", "bytes=0-0,5-"),
    ("Range", "bytes=-999999999999"), ("Host", "evil.example"), ("Host", "["), ("Host", "a" * 64),
    ("Host", "a:99999"), ("Referer", "https://evil.example/"), ("Referer", "http://[::1"),
    ("X-Forwarded-For", "1.2.3.4, x"), ("X-Forwarded-Host", "evil.example"),
    ("X-HTTP-Method-Override", "DELETE"), ("Content-Encoding", "gzip"),
    ("Transfer-Encoding", "chunked"), ("Expect", "100-continue"), ("Authorization", "Bearer "),
    ("Authorization", "Basic eDp5"), ("Authorization", "Bearer " + "x" * 500),
    ("Authorization", "Bearer \xe9\xff"), ("Cookie", "caco=" + "A" * 5000),
    ("Cookie", "=;;;\x01"), ("Cookie", "language=xx"), ("Cookie", "language=../../nl"),
    ("Origin", "null"), ("Last-Event-ID", "-1"), ("User-Agent", ""), ("User-Agent", "\xff" * 300),
)  # fmt: skip
ODD_TYPES = (
    "", "text/plain", "application/json", "application/json; charset=utf-7",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
    "multipart/mixed; boundary=x", "application/x-www-form-urlencoded; charset=klingon",
    "application/octet-stream", "a/b; =;", "\xff/\xff",
)  # fmt: skip
ODD_BODIES = (
    b"", b"\0" * 50, b"%", b"a=%ff&b=%", b"&&&===", b"{", b'{"tables": {"people": [{}]}}',
    b"[" * 100_000, b'{"a": 1e999}', b'"\\ud800"', b"null", b"--x\r\n", b"--x--",
    b"\xff\xfe\x00" * 20, b"PK\x03\x04" + b"\0" * 60,
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n\r\nid,name\r\n',
    b'--x\r\nContent-Disposition: form-data; name="files"; filename="../../people.xlsx"\r\n\r\n'
    b"PK\x03\x04\r\n--x--",
    b"--x\r\nContent-Disposition: form-data; name=\r\n\r\n\r\n--x--", b"a=" + b"x" * 2_000_000,
    b"&".join(b"k%d=v" % number for number in range(5000)),
)  # fmt: skip
