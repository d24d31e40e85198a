"""One spelling for what notices and people write for an area, so that both sides of a look-up agree."""

import re

_BEFORE = re.compile(
    r"^(?:the )?(?:lb|(?:(?:london|royal|metropolitan|county) )*(?:borough|city|district|county|city and"
    r" county)"
    r"(?: council)?) of (?:the )?|^the |^lb "
)
_AFTER = re.compile(
    r" (?:(?:metropolitan|royal|county|london|city|district|borough|islands|island|city and district|city and"
    r" county|"
    r"combined) )*(?:council|corporation|county|district|ua|authority)$| (?:mbc|bc|cc|dc|ccc|lbc)$"
)


def folded(text: str) -> str:
    """Lower case, plain letters and digits, "and" for "&": `Bristol, City of` and `bristol city of` are
    one.
    """
    text = text.casefold().replace("&", " and ").replace("'", "").replace("’", "")
    return " ".join(re.findall(r"[a-z0-9à-ž]+", text))


def without_council(text: str) -> str:
    """A folded name without what says that it is a council: `birmingham city council` becomes
    `birmingham`.
    """
    return _AFTER.sub("", _BEFORE.sub("", text)).strip()
