"""The one door to WeasyPrint: what comes out conforms, is the same each time, and nothing gets in or out on
the way.
"""

from __future__ import annotations

import ctypes.util
import io
import socket
import subprocess
import sys
import zlib
from datetime import UTC, datetime

import page
import pikepdf
import pytest

from app.foundation import pdf

AT = datetime(2026, 11, 3, 12, 30, tzinfo=UTC)
DRAWING = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'%3E%3Crect width='9' height='9'/%3E%3C/svg%3E"  # noqa: E501
HTML = f"""<p class="mark">DRAFT</p><h1>Pecyn cais: dŵr a thŷ</h1><ul><li><a href="#two">Prices</a></li></ul>
<p><img alt="A square" src="{DRAWING}"></p><h2 id="two">Prices</h2>
<table><caption>Prices</caption><thead><tr><th scope="col">Package</th><th scope="col">Price</th></tr></thead>
<tbody><tr><th scope="row">Lunch</th><td>£4.50</td></tr></tbody></table>"""
CSS = """@page { size: A4; @bottom-right { content: counter(page) " of " counter(pages) } }
body { font-family: 'Source Sans 3', 'Source Sans 3 Ext' } h2 { break-before: page }
.mark { position: fixed; top: 0 }"""
DATA = pdf.Attachment(
    "consortium.json", "application/json", b'{"members":[]}', "The consortium as data", "Data"
)


@pytest.fixture(scope="module")
def document() -> bytes:
    return pdf.render(HTML, title="Bid pack", at=AT, css=CSS, attachments=[DATA], language="cy")


@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A])
def test_one_file_conforms_to_both_the_accessible_and_the_archive_profile(
    document: bytes, profile: page.ValidationProfile
) -> None:
    report = page.validate_pdf_bytes(document, profile=profile)
    assert report.is_compliant, [failure.message for failure in report.failures]


def test_the_same_order_gives_the_same_bytes(document: bytes) -> None:
    assert pdf.render(HTML, title="Bid pack", at=AT, css=CSS, attachments=[DATA], language="cy") == document


def test_title_language_bookmarks_and_date_are_the_documents_own(document: bytes) -> None:
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert str(opened.docinfo["/Title"]) == "Bid pack"
        assert str(opened.Root.Lang) == "cy"
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20261103123000")
        with opened.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Pecyn cais: dŵr a thŷ"]
            assert [item.title for item in outline.root[0].children] == ["Prices"]


def test_only_our_own_embedded_fonts_are_in_it(document: bytes) -> None:
    with pikepdf.open(io.BytesIO(document)) as opened:
        fonts = [
            item
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and "/FontDescriptor" in item
        ]
        assert fonts
        assert all("Source-Sans-3" in str(font.BaseFont) for font in fonts)


def test_an_attached_file_keeps_its_bytes_and_says_what_it_is_to_the_document(document: bytes) -> None:
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert list(opened.attachments) == ["consortium.json"]
        attached = opened.attachments["consortium.json"]
        assert attached.get_file().read_bytes() == DATA.content
        assert attached.get_file().mime_type == "application/json"
        assert attached.relationship == pikepdf.Name.Data
        assert len(opened.Root.AF) == 1


def test_no_stream_ends_ambiguously_whatever_is_attached() -> None:
    # Of 600 texts about two compress to bytes that end in a carriage return.
    texts = [b'{"t":"%s"}' % (b"a" * number) for number in range(600)]
    unlucky = [text for text in texts if zlib.compress(text, 9).endswith(b"\r")]
    assert unlucky
    attached = [pdf.Attachment(f"{n}.json", "application/json", text, "x") for n, text in enumerate(unlucky)]
    document = pdf.render(HTML, title="Unlucky", at=AT, css=CSS, attachments=attached)
    report = page.validate_pdf_bytes(document, profile=page.ValidationProfile.PDF_A_3A)
    assert report.is_compliant, [failure.message for failure in report.failures]


def test_a_mark_in_fixed_place_is_read_out_on_every_page(document: bytes) -> None:
    with pikepdf.open(io.BytesIO(document)) as opened:
        first: dict[tuple[int, int], str] = {}
        for element in opened.Root.StructTreeRoot.K[0].K:
            first.setdefault(element.Pg.objgen, str(element.S))
        assert len(opened.pages) == 2
        # In the tree of tags the mark comes before everything else on its page.
        assert first == {page.obj.objgen: "/P" for page in opened.pages}


def test_no_file_is_read_and_no_socket_opened(tmp_path: object) -> None:
    secret = f"{tmp_path}/secret.txt"
    with open(secret, "w") as file:
        file.write("canary-7731")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        hostile = (
            f'<img alt="" src="file://{secret}"><img alt="" src="{address}"><link rel="attachment" href="file://{secret}">'
            f'<link rel="stylesheet" href="{address}"><object data="{address}"></object>'
            f'<a rel="attachment" href="file://{secret}">x</a>'
        )
        document = pdf.render(
            hostile, title="Hostile", at=AT, css=f"@import url({address}); p {{ color: red }}"
        )
        with pytest.raises(TimeoutError):
            server.accept()
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert list(opened.attachments) == []
        assert not any(
            b"canary" in item.read_bytes()
            for item in opened.objects
            if isinstance(item, pikepdf.Stream) and "/Subtype" not in item
        )


def test_a_document_that_never_ends_is_stopped_with_a_reason_by_the_clock_and_by_the_processor_limit() -> (
    None
):
    endless = "<table>" + "<tr><td>word</td></tr>" * 60_000 + "</table>"
    with pytest.raises(pdf.RenderFailed, match="took too long"):
        pdf.render(endless, title="Endless", at=AT, limits=pdf.Limits(wall_seconds=2))
    with pytest.raises(pdf.RenderFailed, match="time or memory"):
        pdf.render(endless, title="Endless", at=AT, limits=pdf.Limits(cpu_seconds=1))


def test_a_document_that_wants_too_much_memory_is_stopped_with_a_reason() -> None:
    with pytest.raises(pdf.RenderFailed):
        pdf.render(HTML, title="Large", at=AT, limits=pdf.Limits(memory_megabytes=120))


def test_too_long_a_document_is_refused_before_anything_starts() -> None:
    with pytest.raises(pdf.RenderFailed, match="Shorten"):
        pdf.render("x" * 100, title="Long", at=AT, limits=pdf.Limits(html_bytes=99))


def test_without_pango_the_reason_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    pdf._available.cache_clear()
    try:
        assert "libpangoft2-1.0-0" in (pdf.available() or "")
        with pytest.raises(pdf.RenderFailed, match="libpangoft2"):
            pdf.render(HTML, title="None", at=AT)
    finally:
        pdf._available.cache_clear()


def test_asking_whether_pdfs_can_be_made_imports_no_weasyprint() -> None:
    program = (
        "import sys; from app.foundation import pdf; pdf.available(); sys.exit('weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
