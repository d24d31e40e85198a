"""Files too large to wait for: kept, read by a job in parts, taken up again after a kill, and told about."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import Membership
from app.foundation import audit, documents
from app.foundation.actor import Actor
from app.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from app.ocds import files, queries, reading
from app.ocds.merges import Merges
from app.ocds.models import NoticeFile
from app.ocds.rules import MOST_WAITING, FileState
from app.tenders.models import NoticeRelease, Tender
from tests import factories as make
from tests.ocds.conftest import a_release, as_file
from tests.site import Client, Site


def several(count: int, first: int = 0) -> bytes:
    """A file of so many notices, too large to be read while somebody waits."""
    releases = [
        a_release(ocid=f"ocds-h6vhtk-{number:06}", tender={"title": f"Cleaning {number}"})
        for number in range(first, first + count)
    ]
    return as_file(*releases) + b" " * reading.INLINE_BYTES


def send(client: Client, content: bytes, name: str = "page.json") -> TestResponse:
    data = {"csrf_token": client.token("/tenders/import"), "file": (io.BytesIO(content), name)}
    answer: TestResponse = client.flask.post("/tenders/import", data=data, content_type="multipart/form-data")
    return answer


def test_a_large_file_is_kept_read_by_a_job_and_told_release_by_release(site: Site) -> None:
    with site.database.unit_of_work() as session:
        actors = make.adviser(session), make.adviser(session)
    client, stranger = site.client(actors[0]), site.client(actors[1])
    content = several(7)
    address = send(client, content).headers["Location"]
    assert send(client, content).headers["Location"] == address  # pressed twice
    first = client.get(address).get_data(as_text=True)
    assert "Reading your file" in first
    assert "Waiting to be read" in client.get(f"{address}/progress").get_data(as_text=True)
    assert stranger.get(address).status_code == 404
    assert site.work() == 1
    page = client.get(address).get_data(as_text=True)
    assert "What was imported" in page
    assert page.count("No remarks") + page.count("remark") >= 7
    assert "hx-get" not in page
    assert "page.json" in client.get("/tenders/import").get_data(as_text=True)
    again = send(client, content).headers["Location"]
    site.work()
    assert client.get(again).get_data(as_text=True).count("We already have this release.") == 7
    with site.database.reading() as session:
        stored = session.scalars(sa.select(documents.Document).order_by(documents.Document.id)).first()
        assert stored is not None
        assert documents.read(site.settings.documents_dir, stored) == content
        assert session.scalar(sa.select(sa.func.count()).select_from(Tender)) == 7
        assert list(audit.verify(session)) == []


def test_a_small_file_of_many_notices_or_lots_is_a_job_too(site: Site) -> None:
    with site.database.unit_of_work() as session:
        adviser = make.adviser(session)
    client = site.client(adviser)
    lots = [{"id": str(number)} for number in range(reading.INLINE_LOTS + 1)]
    few, many = several(1).strip(), several(reading.INLINE_RELEASES + 1).strip()
    assert [send(client, content).status_code for content in (few, many)] == [200, 303]
    assert send(client, as_file(a_release(tender={"lots": lots}))).status_code == 303


def test_a_file_that_cannot_be_read_says_why_where_one_waits(site: Site) -> None:
    with site.database.unit_of_work() as session:
        officer = make.officer(session)
    client = site.client(officer)
    broken = client.get(_worked(site, client, b"[" * 60_000)).get_data(as_text=True)
    many = client.get(_worked(site, client, several(101))).get_data(as_text=True)
    assert "Your file was not imported" in broken
    assert "never closed" in broken
    assert "command line" in many


def _worked(site: Site, client: Client, content: bytes) -> str:
    address = str(send(client, content).headers["Location"])
    site.work()
    return address


def test_one_organisation_cannot_fill_the_queue_and_the_next_is_not_kept_waiting(site: Site) -> None:
    with site.database.unit_of_work() as session:
        actors = make.adviser(session), make.officer(session)
    client, neighbour = site.client(actors[0]), site.client(actors[1])
    for number in range(MOST_WAITING):
        assert send(client, several(1, number)).status_code == 303
    refused = send(client, several(1, 9))
    assert refused.status_code == 422
    assert "already has 3 files waiting" in refused.get_data(as_text=True)
    assert send(neighbour, several(1, 9)).status_code == 303


Sent = tuple[Actor, NoticeFile, list[reading.ReadRelease]]


@pytest.fixture
def sent(session: Session, tmp_path: Path) -> Sent:
    """A file of eight notices that waits, whoever sent it, and what it holds."""
    actor = make.adviser(session)
    content = several(8)
    return (
        actor,
        files.receive(session, actor, "x.json", content, tmp_path),
        reading.read_here(content, 100, 100),
    )


def test_parts_are_applied_in_order_and_once(session: Session, sent: Sent) -> None:
    _, file, releases = sent
    files.apply_part(session, file.id, 0, releases[:5], Merges())
    for start in (0, 4, 6):  # an attempt that was overtaken, or one that skips
        with pytest.raises(Conflict):
            files.apply_part(session, file.id, start, releases[start : start + 5], Merges())
    files.apply_part(session, file.id, 5, releases[5:], Merges())
    files.complete(session, file.id)
    assert [result.state.name for result in files.results(file)] == ["imported"] * 8
    assert session.scalar(sa.select(sa.func.count()).select_from(NoticeRelease)) == 8
    with pytest.raises(Conflict):
        files.apply_part(session, file.id, 8, releases[:1], Merges())


def test_whoever_is_no_member_any_more_imports_nothing_more(session: Session, sent: Sent) -> None:
    actor, file, releases = sent
    files.apply_part(session, file.id, 0, releases[:5], Merges())
    session.execute(sa.delete(Membership).where(Membership.person_id == actor.person_id))
    with pytest.raises(NotAllowed):
        files.apply_part(session, file.id, 5, releases[5:], Merges())
    files.fail(session, file.id, "They left.")
    assert (file.state, len(file.results)) == (FileState.failed, 5)


def test_only_importers_send_files_and_only_theirs_see_them(
    session: Session, sent: Sent, tmp_path: Path
) -> None:
    actor, file, _ = sent
    member = make.member_of(session, make.enterprise(session))
    with pytest.raises(NotAllowed):
        files.receive(session, member, "x.json", b"{}", tmp_path)
    assert queries.file_for(session, actor, file.id) is file
    with pytest.raises(NotFound):
        queries.file_for(session, make.adviser(session), file.id)


def test_the_same_bytes_wait_once_and_other_bytes_wait_beside(
    session: Session, sent: Sent, tmp_path: Path
) -> None:
    actor, file, _ = sent
    assert files.receive(session, actor, "again.json", several(8), tmp_path) is file
    files.receive(session, actor, "b.json", several(1), tmp_path)
    files.receive(session, actor, "c.json", several(2), tmp_path)
    with pytest.raises(Refused):
        files.receive(session, actor, "d.json", several(3), tmp_path)
