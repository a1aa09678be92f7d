"""A web server on this machine, for tests: answers are told beforehand, requests noted."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd

from analysis.fetching import Outcome, fetch_feeds
from analysis.sources.apart import Apart
from analysis.sources.web.client import Client
from analysis.sources.web.guard import Guard
from analysis.sources.web.register import Feed
from analysis.sources.web.visits import Visits
from analysis.store import Store

PARAGRAPH = "Завод станков в Калуге начал выпуск обрабатывающих центров для авиации. "


@dataclass(frozen=True)
class Say:
    """An answer.

    ``drip`` is the pause between single bytes; ``cut`` closes the connection after so many.
    """

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0
    cut: int | None = None

    @property
    def content(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    path: str
    headers: Mapping[str, str]
    at: float


Answer = Say | Callable[[Asked], Say]


@dataclass
class Site:
    """The server, as a test sees it."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    _others: set[int] = field(default_factory=set)

    def open_too(self, port: int) -> None:
        """Let clients of this site ask another one on this machine, too."""
        self._others.add(port)

    def address(self, path: str = "/", *, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]

    def guard(self, **options: object) -> Guard:
        return Guard(loopback_ports=frozenset({self.port, *self._others}), **options)  # type: ignore[arg-type]

    def client(self, **options: object) -> Client:
        return Client(self.guard(), **options)  # type: ignore[arg-type]

    def visits(self, *, pause: float = 0.0) -> Visits:
        return Visits(self.client(), pause=pause)


@contextmanager
def serving(
    answers: Mapping[str, Answer] | None = None, *, tls: ssl.SSLContext | None = None
) -> Iterator[Site]:
    """Serve on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, time.time())
            site.asked.append(asked)
            answer = site.answers.get(self.path.partition("?")[0], Say("not here", 404))
            say = answer(asked) if callable(answer) else answer
            with suppress(OSError):
                self._send(say)

        def _send(self, say: Say) -> None:
            self.send_response(say.status)
            names = {name.lower() for name in say.headers}
            for name, value in say.headers.items():
                self.send_header(name, value)
            if "content-length" not in names and "transfer-encoding" not in names:
                self.send_header("Content-Length", str(len(say.content)))
            self.end_headers()
            if say.drip:
                for place in range(len(say.content)):
                    self.wfile.write(say.content[place : place + 1])
                    self.wfile.flush()
                    time.sleep(say.drip)
                return
            self.wfile.write(say.content[: say.cut])
            if say.cut is not None:
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, *_: object) -> None: ...

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None: ...

    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site = Site(server.server_address[1], dict(answers or {}))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def rss(*items: str, head: str = "<?xml version='1.0' encoding='utf-8'?>") -> str:
    """An RSS feed of items."""
    return f"{head}<rss version='2.0'><channel><title>Feed</title>{''.join(items)}</channel></rss>"


def item(title: str, address: str, summary: str = "", day: str = "26 Nov 2026") -> str:
    """An item of an RSS feed."""
    return (
        f"<item><title>{title}</title><link>{address}</link><description>{summary}</description>"
        f"<pubDate>Thu, {day} 10:00:00 +0300</pubDate></item>"
    )


def page(title: str, *, head: str = "<meta charset='utf-8'>", paragraphs: int = 3) -> str:
    """A page with an article."""
    text = "".join(f"<p>{title}: {number}. {PARAGRAPH * 3}</p>" for number in range(paragraphs))
    menu = "<nav><a href='/'>Главная</a> <a href='/about'>О нас</a></nav>"
    return (
        f"<html><head>{head}<title>{title}</title></head><body>{menu}"
        f"<article><h1>{title}</h1>{text}</article><footer>© 2026</footer></body></html>"
    )


def feed(key: str, address: str, **options: object) -> Feed:
    """A source as the register has it."""
    return Feed(key, f"Source {key}", address, "ru", "official", "terms not checked", **options)  # type: ignore[arg-type]


@dataclass
class Desk:
    """A store into which feeds of a site are fetched."""

    store: Store
    site: Site
    reader: Apart

    def fetch(self, *feeds: Feed, **options: object) -> dict[str, Outcome]:
        """Fetch once, and give what became of each feed."""
        visits = self.site.visits()
        rounds = fetch_feeds(self.store, feeds, visits, apart=self.reader, **options)  # type: ignore[arg-type]
        return {one.outcome.feed.key: one.outcome for one in rounds if one.outcome}

    def titles(self) -> list[str]:
        """Titles of all articles of the store, sorted."""
        return sorted(self.store.articles()["title"])

    def rejects(self) -> pd.DataFrame:
        """All that was refused, in the order of the imports."""
        imports = [row[0] for row in self.store._select("SELECT import_id FROM import")]
        return pd.concat([self.store.rejects(number) for number in imports], ignore_index=True)
