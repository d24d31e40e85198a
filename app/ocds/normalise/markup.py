"""HTML in a text becomes what it would look like: paragraphs, line breaks, items of lists; entities become
letters.
"""

from __future__ import annotations

import html
import re

ROUNDS = 4  # sources write entities of entities, even of tags
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,10}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_AMPERSANDS = re.compile(r"&(?:amp;){2,}")
_PARAGRAPHS = "p|div|h[1-6]|table|ul|ol|dl|blockquote|pre|section|article|hr|center"
_LINES = "br|tr|dt|dd"
_INLINE = (
    "a|abbr|b|big|body|caption|col|colgroup|em|font|head|html|i|img|ins|del|label|link|meta|o:p|s|small|span|strike|"
    "strong|sub|sup|tbody|thead|tfoot|u"
)
_TAG = re.compile(rf"<(/?)({_PARAGRAPHS}|{_LINES}|{_INLINE}|li|td|th)(|\s[^<>]{{0,1000}}|/)>", re.IGNORECASE)
_COMMENT = re.compile(r"<!(?:--|doctype)[^<>]{0,1000}>", re.IGNORECASE)
_PARAGRAPH = re.compile(_PARAGRAPHS, re.IGNORECASE)
_UNSEEN = re.compile(
    r"<(?P<closing>/?)(?P<name>style|script)(?P<attributes>\s[^<>]{0,1000})?>", re.IGNORECASE
)
ITEM = "•"


def plain(text: str) -> str:
    """The text without tags and entities; words in angle brackets that are no tags stay."""
    for _ in range(ROUNDS):
        read = _TAG.sub(_instead, _without_unseen(_COMMENT.sub(" ", _unescaped(text))))
        if read == text:
            return text
        text = read
    return text


def _without_unseen(text: str) -> str:
    """Without styles and scripts, which no page shows; of one that is never closed only the tag goes."""
    kept: list[str] = []
    after, opened = 0, ""
    last_closing = _last_closing(text)
    for tag in _UNSEEN.finditer(text):
        if _is_prose(tag["attributes"] or ""):
            continue
        name = tag["name"].lower()
        if not opened:
            kept.append(text[after : tag.start()])
            after = tag.end()
            opened = name if not tag["closing"] and last_closing.get(name, -1) > tag.start() else ""
        elif tag["closing"] and name == opened:
            after, opened = tag.end(), ""
    return "".join((*kept, text[after:]))


def _last_closing(text: str) -> dict[str, int]:
    """Where the last closing tag of each name begins."""
    return {tag["name"].lower(): tag.start() for tag in _UNSEEN.finditer(text) if tag["closing"]}


def _is_prose(attributes: str) -> bool:
    """Whether what follows the name in angle brackets are words: "<a person of your choice>"."""
    words = attributes.strip(" /\t\n")
    return bool(words) and "=" not in words


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), _AMPERSANDS.sub("&amp;", text))


def _instead(tag: re.Match[str]) -> str:
    closing, name, attributes = tag[1], tag[2].lower(), tag[3]
    if _is_prose(attributes):
        return tag[0]
    if _PARAGRAPH.fullmatch(name):
        return "\n\n"
    if name == "li":
        return "" if closing else f"\n{ITEM} "
    if name in ("td", "th"):
        return " "
    return "\n" if name in _LINES.split("|") and not closing else ""
