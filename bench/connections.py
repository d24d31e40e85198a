"""python -m bench.connections: what a visitor waits for while others keep the web server busy.

Starts the site on loopback as `./run` does, in production's settings, and asks for the start page and
/healthz on new connections, again and again, while: nobody else is there; 250 and then 1,200 browsers hold
idle connections; 250 clients send a byte of their headers, and then of a body, every few seconds; and eight
organisations upload 3 MB that were made to be slow, all at once. `--plain` takes waitress as it comes, to
compare with; `--uploads` only uploads.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.accounts.actions import signing_in
from app.accounts.models import Person
from app.foundation import audit
from app.foundation.actor import SYSTEM
from app.foundation.config import PROJECT_DIR
from app.foundation.database import Database
from tests import factories as make

HOST = "bidbridge.example"
PLAIN = """
from app.foundation import connections
connections.settings, connections.bound = dict, lambda server: server
from app.site.serve import main
main()
"""
ASKED = 12  # visits for each figure
UPLOADS = 8
MOST_WAIT = 90.0


class Site:
    """A served site: its port, its folder."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port, self.folder = port, folder

    def connect(self) -> socket.socket:
        """A new connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=MOST_WAIT)

    def ask(
        self, path: str, sock: socket.socket | None = None, cookie: str = "", keep: bool = False
    ) -> bytes:
        """The whole answer to a GET."""
        own = sock or self.connect()
        more = f"Cookie: {cookie}\r\n" if cookie else ""
        end = "keep-alive" if keep else "close"
        own.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: {end}\r\n{more}\r\n".encode())
        answer = received(own)
        if sock is None:
            own.close()
        return answer


def received(sock: socket.socket) -> bytes:
    """One HTTP answer with a length, or all there is until the other side closes."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        chunk = sock.recv(65536)
        if not chunk:
            return answer
        answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length is None or len(body) < int(length[1]):
        chunk = sock.recv(65536)
        if not chunk:
            break
        body += chunk
    return head + b"\r\n\r\n" + body


def visits(site: Site) -> str:
    """How long the start page and /healthz take on new connections: median and longest, in milliseconds."""
    took = []
    for number in range(ASKED):
        started = time.perf_counter()
        answer = site.ask("/healthz" if number % 2 else "/")
        took.append(1000 * (time.perf_counter() - started))
        assert b" 200 " in answer[:20], answer[:200]
        time.sleep(0.2)
    return f"median {statistics.median(took):6.0f} ms | longest {max(took):6.0f} ms"


@contextlib.contextmanager
def idle(site: Site, count: int) -> Iterator[list[socket.socket]]:
    """So many browsers that have asked once and keep their connection."""
    held = []
    for _ in range(count):
        sock = site.connect()
        site.ask("/healthz", sock, keep=True)
        held.append(sock)
    yield held
    for sock in held:
        sock.close()


@contextlib.contextmanager
def slow(site: Site, count: int, beginning: bytes, letter: bytes) -> Iterator[Callable[[], int]]:
    """So many clients that send a letter every three seconds; yields how many the server still listens to."""
    held = [site.connect() for _ in range(count)]
    stop = threading.Event()
    for sock in held:
        sock.sendall(beginning)
        sock.setblocking(False)

    def trickle() -> None:
        while not stop.wait(3):
            for sock in held:
                with contextlib.suppress(OSError):
                    sock.send(letter)

    thread = threading.Thread(target=trickle, daemon=True)
    thread.start()
    yield lambda: sum(map(_open, held))
    stop.set()
    thread.join()
    for sock in held:
        sock.close()


def _open(sock: socket.socket) -> bool:
    try:
        return sock.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def hostile(number: int) -> bytes:
    """3 MB of one object whose keys all stand twice, which once took the square of their number."""
    keys = b",".join(b'"%06d":0,"%06d":0' % (key, key) for key in range(150_000))
    return b'{"ocid": "ocds-aaaaaa-%d", "id": "1", "tender": {%s}}' % (number, keys)


def cookies(database: Database, secret: str, count: int) -> list[str]:
    """So many advisers of as many bodies, signed in."""
    from itsdangerous import URLSafeTimedSerializer

    made = []
    with database.unit_of_work() as session:
        for _ in range(count):
            actor = make.adviser(session)
            person = session.get_one(Person, actor.person_id)
            made.append(signing_in.open_sign_in(session, person, actor.organisation_id, confirmed=True))
        audit.record(session, SYSTEM, "bench.made", "bench")
    from flask import Flask
    from flask.sessions import SecureCookieSessionInterface

    app = Flask("bench")
    app.secret_key = secret
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert isinstance(serializer, URLSafeTimedSerializer)
    return [f"__Host-bidbridge={serializer.dumps({'_user_id': token, '_fresh': True})}" for token in made]


def upload(site: Site, cookie: str, content: bytes) -> float:
    """Post a file as a browser would; how long until the answer, in seconds."""
    page = site.ask("/tenders/import", cookie=cookie)
    token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page)
    renewed = re.search(rb"(?i)set-cookie: (__Host-bidbridge=[^;]+)", page)
    assert token, page[:2000]
    mark = b"bench-boundary"
    body = b"".join(
        [
            b"--" + mark + b'\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token[1],
            b"\r\n--"
            + mark
            + b'\r\nContent-Disposition: form-data; name="file"; filename="x.json"\r\n\r\n'
            + content,
            b"\r\n--" + mark + b"--\r\n",
        ]
    )
    head = (
        f"POST /tenders/import HTTP/1.1\r\nHost: {HOST}\r\nReferer:"
        f" https://{HOST}/tenders/import\r\nConnection: close\r\nCookie:"
        f" {renewed[1].decode() if renewed else cookie}\r\nContent-Length: {len(body)}\r\nX-Forwarded-Proto:"
        f" https\r\nContent-Type: multipart/form-data; boundary={mark.decode()}\r\n\r\n"
    )
    started = time.perf_counter()
    with site.connect() as sock:
        sock.sendall(head.encode() + body)
        answer = received(sock)
    assert b" 303 " in answer[:20], answer[:300]
    return time.perf_counter() - started


@contextlib.contextmanager
def served(plain: bool) -> Iterator[tuple[Site, Database, str]]:
    """The site in a folder of its own, as in production behind no proxy."""
    secret = "a secret of the benchmark, long enough to be taken"
    with tempfile.TemporaryDirectory(prefix="bidbridge-bench-") as name, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        folder = Path(name)
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        environment = {
            **os.environ, "APP_ENV": "production", "SECRET_KEY": secret, "PUBLIC_URL": f"https://{HOST}",
            "TRUSTED_PROXIES": "1", "PORT": str(port), "INSTANCE_DIR": name, "DATABASE_URL": url,
        }  # fmt: skip
        program = ["-c", PLAIN] if plain else ["-m", "app.site.serve"]
        with (folder / "log.txt").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *program], cwd=PROJECT_DIR, env=environment, stdout=log, stderr=log
            )
        site = Site(port, folder)
        try:
            _wait_for(site, process)
            yield site, Database(url), secret
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(site: Site, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            if b" 200 " in site.ask("/healthz")[:20]:
                return
        time.sleep(0.2)
    raise SystemExit((site.folder / "log.txt").read_text())


def main() -> None:
    """Prints a line for each crowd."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (8_192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with served("--plain" in sys.argv) as (site, database, secret):
        visits(site)
        print(f"nobody else | {visits(site)}", flush=True)
        if "--uploads" not in sys.argv:
            _crowds(site)
        _uploads(site, database, secret)


def _crowds(site: Site) -> None:
    for count in (90, 250, 1_200):
        with suppressing_timeouts(f"{count} idle connections"), idle(site, count):
            print(f"{count} idle connections | {visits(site)}", flush=True)
    line = b"GET / HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\n"
    post = b"POST /sign-in HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\nContent-Length: 900000\r\n\r\n"
    for what, beginning, letter in (("headers", line + b"X-Slow: ", b"a"), ("a body", post, b"a")):
        with suppressing_timeouts(what), slow(site, 250, beginning, letter) as still_open:
            print(f"250 clients that send {what} slowly | {visits(site)}", flush=True)
            time.sleep(45)
            print(f"250 clients that send {what} slowly, after 45 s | {still_open()} still open", flush=True)


def _uploads(site: Site, database: Database, secret: str) -> None:
    signed_in = cookies(database, secret, UPLOADS)
    took: list[float] = []
    threads = [
        threading.Thread(target=lambda n=n, c=c: took.append(upload(site, c, hostile(n))), daemon=True)
        for n, c in enumerate(signed_in)
    ]
    for thread in threads:
        thread.start()
    print(f"{UPLOADS} hostile uploads of 3 MB at once | {visits(site)}", flush=True)
    for thread in threads:
        thread.join()
    print(f"… each upload answered after {min(took):.1f} to {max(took):.1f} s", flush=True)
    started = time.perf_counter()
    while _waiting(database) and time.perf_counter() - started < 600:
        print(f"… while {_waiting(database)} of them wait to be read | {visits(site)}", flush=True)
    print(f"… all read or refused after {time.perf_counter() - started:.0f} s", flush=True)


def _waiting(database: Database) -> int:
    import sqlalchemy as sa

    with database.reading() as session:
        query = "SELECT count(*) FROM notice_files WHERE state = 'waiting'"
        return int(session.execute(sa.text(query)).scalar_one())


@contextlib.contextmanager
def suppressing_timeouts(what: str) -> Iterator[None]:
    """A visitor who waits longer than 90 s has gone; the next crowd is tried all the same."""
    try:
        yield
    except TimeoutError:
        print(f"{what} | the visitor waited more than {MOST_WAIT:.0f} s", flush=True)


if __name__ == "__main__":
    main()
