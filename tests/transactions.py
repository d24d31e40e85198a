"""Fails a request that has two transactions open at once.

On SQLite the second one waits for a writer who is about to commit, and that writer waits until the first is
over: both wait until one gives up.
"""

from __future__ import annotations

from flask import g, has_request_context
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine


def watch(engine: Engine) -> None:
    """Look at every transaction that is opened through this engine from now on."""
    event.listen(engine, "begin", _opened)
    event.listen(engine, "commit", _closed)
    event.listen(engine, "rollback", _closed)


def _opened(connection: Connection) -> None:
    if has_request_context():
        assert not g.get("transactions"), "this request has a transaction already: read in it (web.reading)"
        g.transactions = 1


def _closed(connection: Connection) -> None:
    if has_request_context():
        g.transactions = 0
