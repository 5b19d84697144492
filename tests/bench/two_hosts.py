"""Try two hosts over one PostgreSQL database: one is lost in the midst of its work.

    sudo pg_virtualenv -t python -m tests.bench.two_hosts

Each host is a network namespace with an address of its own, a web process and a worker. Jobs are
asked for, host *one* is killed whole while it solves, and its jobs are handed over. Told are what
each host did, how long it took until all was done, and that nothing was lost or done twice.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from data.model.job import JobStatus, SolveRequest
from data.model.roster import RosterStatus
from data.store import jobs, rosters
from data.store.migrate import migrate
from scheduler.solve_jobs.submission import submit, take_over
from tests.bench.store import databases
from tests.support.region import FIRST, WEEKS, import_texts

ROOT = Path(__file__).parents[2]
NET, HOSTS = "10.97.0", {"one": 2, "two": 3}
JOBS, SECONDS = 4, 8.0
COMMAND = [sys.executable, "-c", "from scheduler.cli.app import main; main()"]


def run(*words):
    """Do something to the network."""
    subprocess.run(words, check=True, capture_output=True)


def make_hosts():
    """A bridge, and a namespace on it for each host."""
    run("ip", "link", "add", "caco0", "type", "bridge")
    run("ip", "addr", "add", f"{NET}.1/24", "dev", "caco0")
    run("ip", "link", "set", "caco0", "up")
    for name, number in HOSTS.items():
        run("ip", "netns", "add", f"caco-{name}")
        run("ip", "link", "add", f"v-{name}", "type", "veth", "peer", "name", f"w-{name}")
        run("ip", "link", "set", f"v-{name}", "master", "caco0", "up")
        run("ip", "link", "set", f"w-{name}", "netns", f"caco-{name}")
        inside = ("ip", "-n", f"caco-{name}")
        run(*inside, "addr", "add", f"{NET}.{number}/24", "dev", f"w-{name}")
        run(*inside, "link", "set", f"w-{name}", "up")
        run(*inside, "link", "set", "lo", "up")


def drop_hosts():
    """Take the network away."""
    for name in HOSTS:
        kill(name)
        subprocess.run(["ip", "netns", "del", f"caco-{name}"], check=False, capture_output=True)
        subprocess.run(["ip", "link", "del", f"v-{name}"], check=False, capture_output=True)
    subprocess.run(["ip", "link", "del", "caco0"], check=False, capture_output=True)


def carry(port):
    """Carry what hosts say to the bridge to the database, which hears its own machine alone."""
    heard = socket.create_server((f"{NET}.1", 0))

    def pour(one, other):
        try:
            while said := one.recv(65536):
                other.sendall(said)
        except OSError:  # the host is gone
            pass
        one.close()
        other.close()

    def listen():
        while True:
            one, _ = heard.accept()
            other = socket.create_connection(("127.0.0.1", port))
            for pair in ((one, other), (other, one)):
                threading.Thread(target=pour, args=pair, daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    return heard.getsockname()[1]


def start(name, url, log):
    """Web and worker of a host."""
    environment = {
        **os.environ,
        "CACO_DATABASE_URL": url,
        "CACO_MACHINE": name,
        "CACO_SECRET_FILE": str(log / "secret"),
        "CACO_BASE_URL": "https://rooster.example",
        "CACO_TRUSTED_PROXY": "none",
    }
    inside = ["ip", "netns", "exec", f"caco-{name}"]
    asked = {
        "web": ["web", "--host", f"{NET}.{HOSTS[name]}", "--port", "8000"],
        "worker": ["worker"],
    }
    started = []
    for what, words in asked.items():
        with (log / f"{name}-{what}.log").open("ab") as file:
            started.append(
                subprocess.Popen(
                    [*inside, *COMMAND, *words],
                    cwd=ROOT,
                    env=environment,
                    stdout=file,
                    stderr=file,
                    start_new_session=True,
                )
            )
    return started


def kill(name):
    """All of a host at once: its network, and every process in it."""
    subprocess.run(["ip", "link", "set", f"v-{name}", "down"], check=False, capture_output=True)
    asked = ["ip", "netns", "pids", f"caco-{name}"]
    inside = subprocess.run(asked, capture_output=True, text=True, check=False)
    for pid in inside.stdout.split():
        os.kill(int(pid), signal.SIGKILL)


def answers(name):
    """Whether the pages of a host answer."""
    try:
        with urllib.request.urlopen(f"http://{NET}.{HOSTS[name]}:8000/healthz", timeout=3) as found:
            return found.status == 200
    except OSError:
        return False


def until(true, seconds, what):
    """Wait for something; how long it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, f"{what} did not happen in {seconds} s"
        time.sleep(0.2)
    return time.monotonic() - began


def all_jobs(store):
    """The jobs as they stand."""
    with store.reading() as connection:
        return jobs.jobs(connection)


def tell(store, url, log):
    """The story; see the module."""
    now = datetime.now(UTC)
    hosts = {name: start(name, url, log) for name in HOSTS}
    for name in HOSTS:
        took = until(lambda name=name: answers(name), 90, f"the web of {name}")
        print(f"host {name}: pages after {took:.1f} s")
    asked = [
        submit(store, SolveRequest(FIRST, WEEKS, SECONDS, seed), "planner", now).job.id
        for seed in range(JOBS)
    ]
    until(
        lambda: any(j.machine == "one" and j.status is JobStatus.RUNNING for j in all_jobs(store)),
        90,
        "a job of host one",
    )
    began = time.monotonic()
    kill("one")
    print(f"host one lost; pages of two answer: {answers('two')}")

    def handed_over():
        try:
            take_over(store, "one", datetime.now(UTC))
        except Exception as error:
            return "no jobs" in str(error)
        return True

    print(f"handed over after {until(handed_over, 150, 'the take-over'):.0f} s")
    until(lambda: all(j.status.is_over for j in all_jobs(store)), 240, "all jobs")
    found = all_jobs(store)
    with store.reading() as connection:
        drafts = [head.id for head in rosters.heads(connection, [RosterStatus.DRAFT])]
    made = [job.roster for job in found if job.id in asked]
    print(f"all {len(made)} jobs over {time.monotonic() - began:.0f} s after the loss")
    print(f"by machine: {dict(Counter(job.machine for job in found))}")
    lost = sum(roster is None for roster in made)
    print(f"lost: {lost}; drafts beyond the jobs: {len(drafts) - len(set(made) - {None})}")
    for one in hosts["two"]:
        one.terminate()
        one.wait(60)


def main():
    """Make the hosts, tell the story, take them away."""
    store = next(store for name, store, _ in databases() if name == "PostgreSQL")
    migrate(store)
    import_texts(store)
    url = store.url.set(host=f"{NET}.1", port=None)
    drop_hosts()
    make_hosts()
    try:
        port = carry(store.url.port)
        with tempfile.TemporaryDirectory() as log:
            text = url.set(port=port).render_as_string(hide_password=False)
            tell(store, text, Path(log))
    finally:
        drop_hosts()


if __name__ == "__main__":
    main()
