"""The child process that draws one PDF: an order as JSON on standard input, and on standard output the number
of pages on a line, then the PDF.

Run as a script, never imported by the product: it imports WeasyPrint and nothing of ours, and limits itself
first.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import resource
import sys
from datetime import datetime
from typing import Any

# Fontconfig's settings when our own fonts have every letter: no font of this machine, so the same bytes
# anywhere.
OWN_FONTS_ONLY = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{folder}/fontconfig</cachedir></fontconfig>"""
# Spaces, joiners and the like need no glyph.
NEEDS_NO_GLYPH = {*range(0x20), 0x7F, 0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x202F), 0x2060, 0xFEFF}

# PDF/UA identification next to PDF/A's, with the extension schema that PDF/A asks for (ISO 19005-3, 6.6.2.3).
UA_IDENTIFICATION = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def main() -> int:
    """Read the order, draw, write. WeasyPrint's own messages go to standard error."""
    order = json.loads(sys.stdin.buffer.read())
    _limit(order["cpu_seconds"], order["memory_bytes"])
    _choose_fonts(order)
    pages, content = _draw(order)
    sys.stdout.buffer.write(b"%d\n" % pages + content)
    sys.stdout.buffer.flush()
    return 0


def _limit(cpu_seconds: int, memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # macOS has no address-space limit.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _choose_fonts(order: dict[str, Any]) -> None:
    """Use only our own fonts. Where the text has a letter that they lack, use this machine's too, rather than
    print a box.
    """
    from fontTools.ttLib import TTFont

    covered = set(NEEDS_NO_GLYPH)
    for font in order["fonts"]:
        if (font["weight"], font["style"]) == ("400", "normal"):
            covered |= set(TTFont(io.BytesIO(base64.b64decode(font["truetype"]))).getBestCmap())
    if not set(map(ord, order["html"])) <= covered:
        return
    path = os.path.join(os.environ["TMPDIR"], "fonts.conf")
    with open(path, "w") as file:
        file.write(OWN_FONTS_ONLY.format(folder=os.environ["TMPDIR"]))
    os.environ["FONTCONFIG_FILE"] = path


def _draw(order: dict[str, Any]) -> tuple[int, bytes]:
    import warnings

    warnings.filterwarnings("ignore", message=".*FontConfig")
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    # data: addresses open neither file nor socket; everything else is refused.
    _keep_lengths_plain()
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    fonts = FontConfiguration()
    faces = "".join(
        f"@font-face{{font-family:'{font['family']}';font-weight:{font['weight']};font-style:{font['style']};"
        f"src:url(data:font/ttf;base64,{font['truetype']})}}"
        for font in order["fonts"]
    )
    html = weasyprint.HTML(string=_framed(order), url_fetcher=fetcher)
    sheet = weasyprint.CSS(string=faces + order["css"], font_config=fonts, url_fetcher=fetcher)
    at = datetime.fromisoformat(order["at"].replace("Z", "+00:00"))
    attachments = [
        weasyprint.Attachment(
            string=base64.b64decode(item["content"]),
            name=item["name"],
            description=item["description"],
            relationship=item["relationship"],
            created=at,
            modified=at,
            url_fetcher=fetcher,
        )
        for item in order["attachments"]
    ]
    options = {"pdf_variant": "pdf/a-3a", "optimize_images": True, "jpeg_quality": 75, "dpi": 150}
    document = html.render(font_config=fonts, stylesheets=[sheet], **options)
    content: bytes = document.write_pdf(finisher=_finisher(order), attachments=attachments, **options)
    return len(document.pages), content


def _keep_lengths_plain() -> None:
    """Compressed bytes that end in a carriage return make the end of their stream ambiguous, which PDF/A
    forbids.

    This happens to one stream in 256. Such a stream is written uncompressed, or, where it only contains other
    objects, with one more space.
    """
    import pydyf

    written = pydyf.Stream.data.fget

    def data(stream: Any) -> bytes:
        result: bytes = written(stream)
        while stream.compress and result.endswith(b"\r\nendstream"):
            if stream.extra.get("Type") == "/ObjStm":
                stream.stream.append(b" ")
            else:
                stream.compress = False
            result = written(stream)
        return result

    pydyf.Stream.data = property(data)


def _framed(order: dict[str, Any]) -> str:
    from html import escape

    return (
        f'<!DOCTYPE html><html lang="{escape(order["language"])}"><head><meta charset="utf-8">'
        f"<title>{escape(order['title'])}</title>"
        f'<meta name="dcterms.created" content="{order["at"]}"><meta name="dcterms.modified"'
        f' content="{order["at"]}">'
        f'<meta name="generator" content="Bidbridge"></head><body>{order["html"]}</body></html>'
    )


def _finisher(order: dict[str, Any]) -> Any:
    media_types = {item["name"]: item["media_type"] for item in order["attachments"]}

    def finish(document: Any, pdf: Any) -> None:
        metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
        content = metadata.stream[0]
        head, end, tail = content.rpartition(b"</rdf:RDF>")
        metadata.stream[0] = head + UA_IDENTIFICATION + end + tail
        metadata.compress = False  # so that any reader of archives finds it
        if "AF" in pdf.catalog:
            pdf.catalog["AF"][:] = list(
                dict.fromkeys(pdf.catalog["AF"])
            )  # WeasyPrint lists the name tree too
        for item in pdf.objects:
            if isinstance(item, dict) and item.get("Type") == "/Filespec":
                stream = pdf.objects[int(item["EF"]["F"].split()[0])]
                stream.extra["Subtype"] = "/" + media_types[item["UF"].string].replace("/", "#2F")

    return finish


if __name__ == "__main__":
    sys.exit(main())
