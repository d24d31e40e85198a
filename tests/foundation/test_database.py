"""How the product opens SQLite, which the tests themselves open without waiting for the disk."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.conftest import PRODUCTS_CONNECT


def test_a_commit_of_the_product_waits_for_the_disk_and_keeps_foreign_keys() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        PRODUCTS_CONNECT(connection, None)
        answers = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "foreign_keys")
        }
    assert answers == {"synchronous": 2, "foreign_keys": 1}
