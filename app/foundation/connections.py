"""How many connections the web server keeps, and for how long: idle ones make way, and slow ones get
enough time.

waitress alone stops listening when 100 connections are open, however idle, and a client that sends one byte
now and then keeps its place for ever. Here a request has 30 seconds from its first byte, and longer only as
its body grows. When all places are taken, the connection that has been idle longest makes way for the visitor
who has just come.
"""

from __future__ import annotations

import logging
import resource
import time
from typing import Any

from waitress.channel import HTTPChannel

log = logging.getLogger("bidbridge.web")
IDLE_SECONDS = 30  # between two requests, and for a request to arrive
CLEANUP_SECONDS = 5
SLOWEST_BYTES = 10_000  # a second, of a large body or page
MOST_CONNECTIONS = 1_000
FILES_EACH = 3  # of a connection: its socket, and a file each for a large body and a large page
FILES_BESIDE = 200  # database, log, children
SPARE = 20  # places kept free, so that waitress itself never stops listening
MOST_HEADER_BYTES = 65_536
MOST_BODY_BYTES = 5_000_000  # pages set smaller limits of their own
BACKLOG = 1_024


def settings() -> dict[str, Any]:
    """What waitress is started with."""
    return {
        "connection_limit": connection_limit(),
        "channel_timeout": IDLE_SECONDS,
        "cleanup_interval": CLEANUP_SECONDS,
        "asyncore_use_poll": True,  # select() knows no file beyond the 1,024th
        "backlog": BACKLOG,
        "max_request_header_size": MOST_HEADER_BYTES,
        "max_request_body_size": MOST_BODY_BYTES,
    }


def connection_limit() -> int:
    """As many connections as this process may open files for, at most 1,000."""
    needed = FILES_EACH * MOST_CONNECTIONS + FILES_BESIDE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(SPARE + 1, min(MOST_CONNECTIONS, (soft - FILES_BESIDE) // FILES_EACH))


def bound(server: Any) -> Any:
    """The same server (or several in one, for a name with several addresses) with channels of ours."""
    members = [member for member in getattr(server, "map", {}).values() if hasattr(member, "channel_class")]
    for member in members or [server]:
        member.channel_class = Channel
    return server


class Channel(HTTPChannel):
    """One connection. `began` is when the request that is now arriving began, `sending` when its page did."""

    last_activity: float
    began: float | None = None
    arrived = 0
    sending: float | None = None
    sent = 0

    def __init__(self, server: Any, *arguments: Any, **named: Any) -> None:
        make_way(list(server.active_channels.values()), server.adj.connection_limit - SPARE)
        super().__init__(server, *arguments, **named)

    def received(self, data: bytes) -> bool:
        """Count a request's time from its first byte: another byte is no sign of life."""
        taken: bool = super().received(data)
        if self.request is None:
            self.began, self.arrived = None, 0
            return taken
        if self.began is None:
            self.began = self.last_activity
        self.arrived += len(data)
        self.last_activity = self.began + self.arrived / SLOWEST_BYTES
        return taken

    def _flush_some(self, do_close: bool = True) -> bool:
        before = self.total_outbufs_len
        flushed: bool = super()._flush_some(do_close)
        if self.total_outbufs_len == 0:
            self.sending, self.sent = None, 0
        elif before:
            self.sending = self.sending or time.time()
            self.sent += max(0, before - self.total_outbufs_len)
            self.last_activity = self.sending + self.sent / SLOWEST_BYTES
        return flushed

    @property
    def idle(self) -> bool:
        """Whether nothing of a request or a page is under way."""
        return not self.requests and self.request is None and not self.total_outbufs_len


def _may_close_first(channel: Any) -> tuple[bool, float]:
    return not channel.idle, channel.last_activity


def make_way(channels: list[Any], most: int) -> None:
    """Close connections, so that one more has a place: idle ones first, then those whose request is
    furthest behind.
    """
    waiting = [channel for channel in channels if not channel.requests and not channel.will_close]
    surplus = len(channels) + 1 - most - sum(1 for channel in channels if channel.will_close)
    if surplus > 0:
        for channel in sorted(waiting, key=_may_close_first)[:surplus]:
            channel.will_close = True
