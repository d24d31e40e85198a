"""A form that makes something makes it once, sent six times at once over HTTP; all get the same answer."""

from __future__ import annotations

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from app.foundation.database import Base
from tests.access.theatre import NOTICES
from tests.forms.stage import Stage, stage
from tests.forms.table import MAKES, Make, Step

__all__ = ["stage"]
AT_ONCE = 6
OTHER_NOTICE = "fts_032703-2026.json"
COOKIE = "bidbridge"


def rows(stage: Stage, table: str) -> int:
    with stage.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Base.metadata.tables[table])) or 0


def send_at_once(browsers: list[Any], addresses: list[str], forms: list[dict[str, Any]]) -> list[Any]:
    """Every form from its own browser, at the same instant."""
    ready = threading.Barrier(len(browsers))

    def send(browser: Any, address: str, form: dict[str, Any]) -> Any:
        if "file" in form:
            form = {**form, "file": (io.BytesIO((NOTICES / OTHER_NOTICE).read_bytes()), OTHER_NOTICE)}
        ready.wait()
        return browser.post(address, data=form)

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(send, browsers, addresses, forms))


def copies_of(stage: Stage, browser: Any) -> list[Any]:
    """The same browser, several times over: clicks of one person."""
    copies = []
    for _ in range(AT_ONCE):
        copy = stage.app.test_client()
        cookie = browser.get_cookie(COOKIE)
        copy.set_cookie(COOKIE, cookie.value)
        copies.append(copy)
    return copies


@pytest.mark.parametrize(("endpoint", "make"), MAKES.items(), ids=MAKES)
def test_six_sendings_at_once_make_one(stage: Stage, endpoint: str, make: Make) -> None:
    stage.restore()
    for step in make.before:
        stage.take(step)
    client = stage.browser(make.actor)
    address, form = stage.filled(client, Step(endpoint, make.actor, make.ids, make.typed, make.page))
    before = rows(stage, make.table)
    answers = send_at_once(copies_of(stage, client.flask), [address] * AT_ONCE, [form] * AT_ONCE)
    outcomes = sorted({(answer.status_code, answer.headers.get("Location")) for answer in answers}, key=str)
    assert rows(stage, make.table) == before + 1, outcomes
    assert [status for status, _ in outcomes if status >= 400] in ([], [409]), outcomes
    assert len({place for status, place in outcomes if status == 303}) <= 1, outcomes
    assert any(status < 400 for status, _ in outcomes), outcomes
    again = send_at_once(copies_of(stage, client.flask)[:1], [address], [form])[0]
    assert again.status_code in (303, 409)
    assert rows(stage, make.table) == before + 1, "sent once more, later"
