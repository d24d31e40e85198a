"""Imports files as `flask tenders import` does, and is killed on the way, once for each way to be killed.

python -m tests.ocds.killed "URL MOMENT NUMBER"… -- FILE…

MOMENT is "insert", "commit" (just before one) or "line" (of results); NUMBER says which of them it does
last. Each is a process of its own. Writes the signal that ended it, a line each.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from typing import Any

import click
from flask import Flask
from sqlalchemy import event

import app.models  # noqa: F401
from app.foundation import audit
from app.foundation.database import Database
from app.ocds import batches
from app.ocds.commands import import_command

AT_ONCE = 3  # notices in a transaction: few files then make several


def main() -> None:
    """Start, and wait for, one process after the other: what they import is imported once."""
    audit.install()
    end = sys.argv.index("--")
    for way in sys.argv[1:end]:
        url, moment, number = way.rsplit(" ", 2)
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            try:
                import_until(url, moment, int(number), sys.argv[end + 1 :])
            finally:
                os._exit(0)
        sys.stdout.write(f"{os.WTERMSIG(os.waitpid(child, 0)[1])}\n")


def import_until(url: str, moment: str, last: int, files: list[str]) -> None:
    """Never comes to its end."""
    database = Database(url)
    passed = itertools.count(1)

    def die_at_last(*args: Any, **named: Any) -> None:
        if next(passed) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def after_statement(connection: Any, cursor: Any, statement: str, *args: Any) -> None:
        if statement.startswith("INSERT"):
            die_at_last()

    if moment == "insert":
        event.listen(database.engine, "after_cursor_execute", after_statement)
    elif moment == "commit":
        event.listen(database.engine, "commit", die_at_last)
    else:
        click.echo = die_at_last
    defaults = batches.import_files.__kwdefaults__
    assert defaults is not None
    defaults["at_once"] = AT_ONCE
    site = Flask("killed")
    site.extensions["bidbridge"] = type("Parts", (), {"database": database})()
    with site.app_context():
        import_command.main(files)


if __name__ == "__main__":
    main()
