"""A push service and a browser of one's own, which opens what is sent with keys of its own."""

from __future__ import annotations

import json
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from scheduler.notifications.push_devices import Asked


def unpacked(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def packed(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Browser:
    """A browser that asked for messages, with the keys that only it has."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    def asked(self, server_key: str) -> Asked:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return Asked(self.endpoint, packed(point), packed(self.auth), server_key)

    def opened(self, body: bytes) -> dict[str, Any]:
        """What it reads; nobody else can."""
        text = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        found: dict[str, Any] = json.loads(text)
        return found


@dataclass(frozen=True)
class Pushed:
    """What the push service took or refused."""

    path: str
    headers: dict[str, str]
    body: bytes

    def claims(self, origin: str) -> dict[str, Any]:
        """What the sender says of itself, if the signature is right and meant for this service."""
        scheme, _space, rest = self.headers["authorization"].partition(" ")
        assert scheme == "vapid"
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        head, said, signature = parts["t"].split(".")
        assert json.loads(unpacked(head)) == {"typ": "JWT", "alg": "ES256"}
        raw = unpacked(signature)
        r, s = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpacked(parts["k"]))
        public.verify(encode_dss_signature(r, s), f"{head}.{said}".encode(), ec.ECDSA(SHA256()))
        claims: dict[str, Any] = json.loads(unpacked(said))
        assert claims["aud"] == origin
        assert 0 < claims["exp"] - time.time() <= 24 * 3600
        return {**claims, "k": parts["k"]}


@dataclass
class PushService:
    """Takes messages, as RFC 8030 says.

    Attributes
    ----------
    codes
        What it answers for a path; 201 for those that are not named.
    """

    port: int
    received: list[Pushed] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def browser(self, name: str = "one") -> Browser:
        return Browser(f"{self.origin}/push/{name}")


@contextmanager
def running_push_service():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            service.received.append(Pushed(self.path, headers, body))
            code = service.codes.get(self.path, 201)
            self.send_response(code)
            if 300 <= code < 400:
                self.send_header("location", f"{service.origin}/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = PushService(server.server_address[1])
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
