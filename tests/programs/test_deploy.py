"""The files for an operator, tried with the programs that read them."""

from __future__ import annotations

import getpass
import os
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from scheduler.coverage.snapshot import CoverageCache
from scheduler.service.metrics import metrics_text
from scheduler.settings import settings
from tests.web.conftest import published_file, site_store  # noqa: F401
from web.app import MOST_BYTES

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
WORST_SCORE = 2.0  #: of `systemd-analyze security`, where 10 is open to all
PATIENCE = 60


def run(*command, **how):
    return subprocess.run(command, capture_output=True, text=True, check=False, **how)


def test_systemd_takes_every_unit(tmp_path):
    """With the program and the user in place: those of the machine of the test."""
    user = getpass.getuser()
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        text = text.replace("/opt/caco/current/.venv/bin/caco", sys.executable)
        text = text.replace("User=caco", f"User={user}").replace("Group=caco\n", "")
        text = text.replace("/opt/caco/current/docs", str(ROOT / "docs"))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = run("systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS))
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
    assert (done.returncode, said) == (0, [])


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_service_can_do_little_beside_its_work(unit):
    done = run("systemd-analyze", "security", "--offline=true", str(unit))
    score = float(re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)[1])
    assert score <= WORST_SCORE


def test_units_and_settings_name_the_same_places():
    example = (DEPLOY / "caco.env.example").read_text(encoding="utf-8")
    for unit in SERVICES:
        text = unit.read_text(encoding="utf-8")
        assert "EnvironmentFile=/etc/caco/caco.env" in text
        assert "UMask=0077" in text
        for name in re.findall(r"\$\{(\w+)\}", text):
            assert re.search(rf"^{name}=", example, re.MULTILINE)


def test_every_setting_of_the_example_is_one(monkeypatch):
    for line in (DEPLOY / "caco.env.example").read_text(encoding="utf-8").splitlines():
        match = re.fullmatch(r"#?(CACO_\w+)=(.*)", line)
        if match and match[2]:
            monkeypatch.setenv(match[1], match[2])
    taken = settings()
    assert taken.base_url == "https://rooster.example.org"
    assert "mail" in taken.channels


def test_prometheus_takes_the_rules_and_each_speaks_when_it_should():
    rules = DEPLOY / "prometheus"
    assert run("promtool", "check", "rules", str(rules / "caco.rules.yml")).returncode == 0
    done = run("promtool", "test", "rules", "caco.rules.test.yml", cwd=rules)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_rules_ask_for_metrics_that_there_are(site_store):  # noqa: F811
    said = metrics_text(
        site_store, settings(), CoverageCache(site_store, 4), lambda: datetime.now(UTC)
    ).decode()
    there = set(re.findall(r"^# TYPE (\w+)", said, re.MULTILINE))
    rules = (DEPLOY / "prometheus" / "caco.rules.yml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\b(caco_\w+)", re.sub(r"description:.*|summary:.*", "", rules)))
    assert asked
    assert asked <= there


def test_nginx_takes_bodies_as_large_as_the_product_does():
    text = (DEPLOY / "nginx" / "caco.conf").read_text(encoding="utf-8")
    megabytes = int(re.search(r"client_max_body_size (\d+)m;", text)[1])
    assert MOST_BYTES <= megabytes * 1024 * 1024 <= MOST_BYTES + 2 * 1024 * 1024


class Front:
    """nginx with our file in front of our web server, on free ports of this machine."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in ("web", "http", "https")}
        self.certificate = folder / "fullchain.pem"
        run(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
            "-addext", "subjectAltName=IP:127.0.0.1",
            "-keyout", str(folder / "key.pem"), "-out", str(self.certificate),
        )  # fmt: skip
        (folder / "nginx.conf").write_text(self._configuration(), encoding="utf-8")
        tried = run("nginx", "-t", "-p", str(folder), "-c", str(folder / "nginx.conf"))
        assert tried.returncode == 0, tried.stderr
        self.web = self._start_web(database)
        self.nginx = subprocess.Popen(
            ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"],
            stderr=subprocess.DEVNULL,
        )

    def _configuration(self) -> str:
        site = (DEPLOY / "nginx" / "caco.conf").read_text(encoding="utf-8")
        for ours, here in {
            "127.0.0.1:8000": f"127.0.0.1:{self.ports['web']}",
            "listen 80;": f"listen 127.0.0.1:{self.ports['http']};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.ports['https']} ssl;",
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl;\n": "",
            "/etc/ssl/caco": str(self.folder),
            "/var/log/nginx": str(self.folder),
        }.items():
            assert ours in site
            site = site.replace(ours, here)
        return (
            f"user {getpass.getuser()};\npid {self.folder}/pid;\n"
            f"error_log {self.folder}/main.log;\n"
            f"events {{}}\nhttp {{\n client_body_temp_path {self.folder}/body;\n"
            f" proxy_temp_path {self.folder}/proxy;\n{site}}}\n"
        )

    def _start_web(self, database: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "CACO_DATABASE_URL": database,
            "CACO_BASE_URL": f"https://127.0.0.1:{self.ports['https']}",
            "CACO_TRUSTED_PROXY": "127.0.0.1",
        }
        with (self.folder / "web.log").open("w") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "scheduler.cli", "web", "--port", str(self.ports["web"])],
                cwd=ROOT,
                env=environment,
                stderr=log,
                stdout=log,
            )

    def ask(self, method: str, path: str, **how) -> requests.Response:
        url = f"https://127.0.0.1:{self.ports['https']}{path}"
        return requests.request(
            method, url, verify=str(self.certificate), timeout=20, allow_redirects=False, **how
        )

    def is_up(self) -> bool:
        try:
            return self.ask("GET", "/healthz").status_code == 200
        except requests.RequestException:
            return False

    def logs(self) -> str:
        names = ("caco.log", "caco-error.log", "main.log")
        files = [self.folder / name for name in names]
        return "".join(file.read_text(encoding="utf-8") for file in files if file.exists())

    def stop(self) -> None:
        for process in (self.web, self.nginx):
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as line:
        return line.getsockname()[1]


def wait_until(what) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def front(site_store, tmp_path):  # noqa: F811
    made = Front(tmp_path, site_store.url.render_as_string(hide_password=False))
    try:
        wait_until(made.is_up)
        yield made
    finally:
        made.stop()


def test_nginx_in_front_keeps_links_out_of_its_logs_and_floods_away(front):
    links = [
        f"/calendar/{'s3cret' * 7}.ics",
        f"/answer/{'s3cret' * 7}",
        f"/invitation/{'s3cret' * 7}",
        f"/declaration/{'s3cret' * 7}",
        "/board?token=s3cret",
    ]
    assert front.ask("GET", "/").headers["Strict-Transport-Security"]
    assert [front.ask("GET", link).status_code for link in links] == [404, 404, 410, 410, 403]
    assert (
        front.ask("POST", "/login", data=b"x" * (MOST_BYTES + 3 * 1024 * 1024)).status_code == 413
    )
    plain = f"http://127.0.0.1:{front.ports['http']}"
    assert requests.get(plain + links[0], timeout=20, allow_redirects=False).status_code == 301

    tries = [front.ask("GET", "/login").status_code for _ in range(40)]
    assert tries[0] == 200
    assert 429 in tries

    front.web.send_signal(signal.SIGTERM)
    front.web.wait(30)
    gone = [front.ask("GET", link).status_code for link in links]
    assert gone == [502] * len(links)
    assert front.ask("GET", "/now").status_code == 502

    said = front.logs()
    assert '"path":"/calendar/-"' in said
    assert '"path":"/board"' in said
    assert "/now" in said.partition("connect() failed")[2], "its error log is not off everywhere"
    assert "s3cret" not in said


def test_nothing_is_installed_that_is_not_what_was_locked():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    asked = re.findall(
        r"(?:pip install[^\n|]*?|call install,)((?:--require|--no-deps| -r|uv=).*)", text
    )
    assert len(asked) == 5
    locked = [one for one in asked if "-e ." not in one]
    assert all(one.startswith("--require-hashes -r requirements") for one in locked)
    for name in set(re.findall(r"-r (requirements\S*?\.txt)", " ".join(locked))):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        pinned = [at for at, line in enumerate(lines) if re.match(r"\S+==", line)]
        assert pinned
        assert all(lines[at + 1].lstrip().startswith("--hash=sha256:") for at in pinned)


@pytest.mark.slow
def test_a_uv_that_is_not_the_locked_one_stops_the_installation(tmp_path):
    for name in ("Makefile", "requirements-uv.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    version = re.search(r"^uv==(\S+)", (tmp_path / "requirements-uv.txt").read_text("utf-8"), re.M)[
        1
    ]
    (tmp_path / f"uv-{version}-py3-none-any.whl").write_bytes(b"somebody else's")
    here = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}
    command = ("make", "-C", str(tmp_path), ".venv/.made", f"PYTHON={sys.executable}")
    done = run(*command, env=here)
    assert done.returncode == 2
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert not (tmp_path / ".venv" / ".made").exists()
