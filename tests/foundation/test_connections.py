"""Connections: idle ones make way for a visitor, slow requests end, and a large body gets the time it
needs.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import waitress

from app.foundation import config, connections
from app.foundation.connections import IDLE_SECONDS, SLOWEST_BYTES, Channel, make_way
from app.site import serve

BEGIN = 1_000.0  # a moment on waitress's clock


@dataclass
class Place:
    """What `make_way` looks at of a connection."""

    last_activity: float
    idle: bool = True
    requests: list[str] = field(default_factory=list)
    will_close: bool = False


def application(environ: Any, start: Any) -> list[bytes]:
    raise AssertionError("no request is answered here")


@pytest.fixture
def server() -> Iterator[Any]:
    """waitress as the site starts it, listening and not running."""
    settings = replace(config.load({"APP_ENV": "test", "SECRET_KEY": "k" * 40}), port=0)
    listener = serve._listen(application, settings)  # type: ignore[arg-type]
    yield listener
    listener.task_dispatcher.shutdown()
    listener.close()


@pytest.fixture
def channel(server: Any) -> Iterator[Channel]:
    """One open connection whose last byte came at BEGIN."""
    ours, theirs = socket.socketpair()
    opened = Channel(server, ours, ("127.0.0.1", 1), server.adj, map=server._map)
    opened.last_activity = BEGIN
    yield opened
    opened.handle_close()
    theirs.close()


def gets(channel: Channel, data: bytes, at: float) -> None:
    """Bytes arrive, as waitress's own handle_read passes them on."""
    channel.last_activity = at
    channel.received(data)


def closed_at(server: Any, channel: Channel, at: float) -> bool:
    channel.will_close = False
    server.maintenance(at)
    return bool(channel.will_close)


def test_the_site_listens_with_these_bounds(server: Any) -> None:
    assert server.channel_class is Channel
    assert server.adj.channel_timeout == IDLE_SECONDS
    assert server.adj.asyncore_use_poll
    assert server.adj.connection_limit >= 200 + connections.SPARE  # a workshop


def test_a_name_with_several_addresses_is_bound_too() -> None:
    several = waitress.create_server(
        application, listen="127.0.0.1:0 127.0.0.1:0", clear_untrusted_proxy_headers=False
    )
    connections.bound(several)
    listening = [member for member in several.map.values() if hasattr(member, "channel_class")]
    assert [member.channel_class for member in listening] == [Channel, Channel]
    several.close()


def test_an_idle_connection_ends_and_a_busy_one_does_not(server: Any, channel: Channel) -> None:
    assert not closed_at(server, channel, BEGIN + IDLE_SECONDS)
    assert closed_at(server, channel, BEGIN + IDLE_SECONDS + 1)
    channel.requests.append("a request that is being answered")
    assert not closed_at(server, channel, BEGIN + 10 * IDLE_SECONDS)
    channel.requests.clear()


def test_another_byte_of_the_headers_is_no_sign_of_life(server: Any, channel: Channel) -> None:
    gets(channel, b"GET / HTTP/1.1\r\nX-Slow: ", BEGIN)
    for second in range(1, IDLE_SECONDS + 1):
        gets(channel, b"a", BEGIN + second)
    assert closed_at(server, channel, BEGIN + IDLE_SECONDS + 2)


def test_a_body_gets_the_time_that_its_bytes_need_and_no_more(server: Any, channel: Channel) -> None:
    gets(channel, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n", BEGIN)
    for second in range(1, 101):
        gets(channel, b"a" * SLOWEST_BYTES, BEGIN + second)
        assert not closed_at(server, channel, BEGIN + second)
    assert closed_at(server, channel, BEGIN + 100 + IDLE_SECONDS + 2)


def test_when_a_request_is_complete_the_next_one_has_its_own_time(server: Any, channel: Channel) -> None:
    channel.requests.append("an earlier request, so that nothing is started")
    gets(channel, b"GET / HTTP/1.1\r\nHost: ", BEGIN)
    gets(channel, b"x\r\n\r\n", BEGIN + 20)
    channel.requests.clear()
    assert not closed_at(server, channel, BEGIN + 20 + IDLE_SECONDS)
    assert closed_at(server, channel, BEGIN + 21 + IDLE_SECONDS)


def test_whoever_is_idle_longest_makes_way_then_the_slowest_request_and_never_one_being_answered() -> None:
    answered, arriving = Place(1, requests=["x"]), Place(2, idle=False)
    first, second = Place(3), Place(4)
    places = [second, first, arriving, answered]
    make_way(places, 5)
    assert not any(place.will_close for place in places)
    make_way(places, 4)
    assert [place for place in places if place.will_close] == [first]
    make_way(places, 4)  # the place that is being freed counts
    assert [place for place in places if place.will_close] == [first]
    make_way(places, 1)
    assert [place.will_close for place in (first, second, arriving, answered)] == [True, True, True, False]


def test_a_new_visitor_gets_a_place_when_all_are_taken(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.adj, "connection_limit", connections.SPARE + 3)
    pairs = [socket.socketpair() for _ in range(4)]
    channels = []
    for number, (ours, _) in enumerate(pairs):
        channels.append(Channel(server, ours, ("127.0.0.1", number), server.adj, map=server._map))
        channels[-1].last_activity = BEGIN + number
    assert [channel.will_close for channel in channels] == [True, False, False, False]
    for channel, (_, theirs) in zip(channels, pairs, strict=True):
        channel.handle_close()
        theirs.close()
