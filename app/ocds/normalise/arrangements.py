"""What is let, a contract, a framework or a dynamic market: by the notice's own fields, else by its words."""

from __future__ import annotations

import re
from typing import Any

from app.ocds.normalise.laws import CALL_OFF
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import flag, items, mapping
from app.ocds.normalise.text import line, text
from app.tenders.rules import Arrangement

_NAMES = {Arrangement.dynamic_market: "a dynamic market", Arrangement.framework: "a framework"}
_DEAL = r"(?:agreements?|contracts?|arrangements?)"
_KINDS = {
    Arrangement.dynamic_market: re.compile(
        r"\bdynamic (?:purchasing system|market)s?\b|\bDPS\b", re.IGNORECASE
    ),
    Arrangement.framework: re.compile(rf"\bframeworks?\b(?: {_DEAL}\b)?", re.IGNORECASE),
}
# At the end of a title, or with what it is for: "CP7 Framework - Clifton Bridge" is work under one.
_IN_TITLES = {
    Arrangement.dynamic_market: _KINDS[Arrangement.dynamic_market],
    Arrangement.framework: re.compile(
        rf"\bframework(?: {_DEAL}\b|(?= (?:for|of|to)\b)|(?=[ \d()/-]*(?:(?:lots?|award|notice)\b["
        r" \d&,]*)?$))",
        re.IGNORECASE,
    ),
}
_SETS_UP = re.compile(
    r"\b(?:set(?:ting)? up|establish\w*|creat\w+|award\w*|appoint\w*|procur\w+|tender\w*|enter\w* into|"
    r"conclud\w+|seek\w*|invit\w+|intend\w*|wish\w*|will be|let(?:ting)?|putting in place|put in place)\b",
    re.IGNORECASE,
)
_FROM_ONE = re.compile(
    r"\b(?:via|through|under|using|from|against|off|within|alongside|call[- ]off|further competition|"
    r"mini[- ]competition|existing|current|previous)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|no longer|nor|without|rather than|instead of)\b", re.IGNORECASE)
# Frameworks of other kinds: what one works or is judged by.
_OTHER_KIND = re.compile(
    r"\b(?:monitoring|evaluation|quality|competenc\w+|policy|policies|outcomes?|assessment|legal|regulatory|performance|"
    r"governance|planning|curriculum|strategic|skills|learning|accountability|assurance|maturity|risk|ethic\w*|"
    r"conceptual|theoretical|\.net)(?: management)? $",
    re.IGNORECASE,
)
_ABOUT_ONE = re.compile(
    r"\b(?:evaluat\w+|review\w*|develop\w*|refresh\w*|implement\w+|writing|audit) (?:of |and \w+ )?[^,:]*$",
    re.IGNORECASE,
)
# "This framework will cover …": its own, where the text speaks of no other.
_THIS = {
    Arrangement.dynamic_market: r"(?:dynamic (?:purchasing system|market)|DPS)\b",
    Arrangement.framework: rf"framework\b(?: {_DEAL}\b)?(?! for \w+ing\b)",
}
_OWN = {
    kind: re.compile(
        rf"\b(?:this (?:new |proposed )?{named} (?:\(\w+\) )?(?:will|is|shall|has been|cover|compris)|"
        rf"requires? an? {named} |^(?:a )?{named} (?:agreement )?(?:for|that|-))",
        re.IGNORECASE,
    )
    for kind, named in _THIS.items()
}
_ITS_OWN = re.compile(r"^ ?(?:providers?|rates?|prices|ref|reference|number|no\b|RM ?\d)", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
LONGEST_SEARCHED = 20_000
NEAR = 120  # characters before a mention in which we look for its verb


def arrangement(tender: dict[str, Any], release: dict[str, Any], remarks: Remarks) -> Arrangement:
    """What is let: by the notice's own fields, else by its words, with a remark. Where they differ, a remark
    too.
    """
    techniques = mapping(tender, "techniques")
    by_words = worded(tender, release)
    if flag(techniques, "hasDynamicPurchasingSystem") or flag(techniques, "hasFrameworkAgreement"):
        market = flag(techniques, "hasDynamicPurchasingSystem")
        stated = Arrangement.dynamic_market if market else Arrangement.framework
        if by_words not in (Arrangement.contract, stated):
            remarks.add(
                f"The notice is marked as {_NAMES[stated]}, but its text describes {_NAMES[by_words]}. We"
                " show the first. Check the official notice."
            )
        return stated
    if by_words is Arrangement.contract:
        return by_words
    if by_words is Arrangement.framework and flag(techniques, "hasFrameworkAgreement") is False:
        remarks.add(
            "The notice is marked as not being a framework, but its text describes one. We show a contract."
            " Check the official notice."
        )
        return Arrangement.contract
    remarks.add(f"Only the text says that this is {_NAMES[by_words]}. Check the official notice.")
    return by_words


def worded(tender: dict[str, Any], release: dict[str, Any]) -> Arrangement:
    """What the title or a sentence says is let; a contract where nothing else is sure."""
    if CALL_OFF.search(str(tender.get("procurementMethodDetails") or "")[:300]):
        return Arrangement.contract
    title = line(tender.get("title"), Remarks()) or line(release.get("title"), Remarks())
    described = _descriptions(tender, release)
    if in_title := _kind_in_title(title, is_awarded=bool(items(release, "awards"))):
        return in_title
    words_of_notice = f"{title}\n{described}"
    for kind in _KINDS:
        if _is_this(described, kind) or _lets(words_of_notice, kind):
            return kind
    return Arrangement.contract


def _kind_in_title(title: str, *, is_awarded: bool) -> Arrangement | None:
    """The one kind that the title names; an award is made from a dynamic market, never of one."""
    kinds = [kind for kind in _IN_TITLES if _titled(title, kind)]
    if len(kinds) != 1 or (kinds[0] is Arrangement.dynamic_market and is_awarded):
        return None
    return kinds[0]


def _descriptions(*holders: dict[str, Any]) -> str:
    return "\n".join(
        text(holder.get("description"), Remarks(), LONGEST_SEARCHED)
        for holder in holders
        if isinstance(holder.get("description"), str)
    )


def _is_this(described: str, kind: Arrangement) -> bool:
    sentences = [sentence for sentence in _SENTENCE.split(described) if _KINDS[kind].search(sentence)]
    before = [
        sentence[max(0, match.start() - 60) : match.start()]
        for sentence in sentences
        for match in _KINDS[kind].finditer(sentence)
    ]
    return any(map(_OWN[kind].search, sentences)) and not any(map(_FROM_ONE.search, before))


def _titled(title: str, kind: Arrangement) -> bool:
    match = _IN_TITLES[kind].search(title)
    if match is None or CALL_OFF.search(title):
        return False
    before = title[: match.start()]
    return not (_FROM_ONE.search(before) or _NOT.search(before) or _is_another_kind(match, before))


def _is_another_kind(match: re.Match[str], before: str) -> bool:
    if " " in match[0].strip():  # a framework agreement
        return False
    return bool(
        match[0].lower().startswith("framework") and (_OTHER_KIND.search(before) or _ABOUT_ONE.search(before))
    )


def _lets(words_of_notice: str, kind: Arrangement) -> bool:
    """Whether a sentence says that one is being set up; most mentions are of another one, or of a policy."""
    for sentence in _SENTENCE.split(words_of_notice):
        for match in _KINDS[kind].finditer(sentence):
            before, after = (
                sentence[max(0, match.start() - NEAR) : match.start()],
                sentence[match.end() : match.end() + 20],
            )
            verbs = list(_SETS_UP.finditer(before))
            if not verbs or _is_another_kind(match, before) or _ITS_OWN.match(after):
                continue
            ahead, between = before[: verbs[-1].start()][-40:], before[verbs[-1].end() :]
            if not _FROM_ONE.search(between) and not _NOT.search(between) and not _NOT.search(ahead):
                return True
    return False
