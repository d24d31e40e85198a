"""One spelling for what notices and people write for an area, so that both sides of a look-up agree."""

import re

_COUNCIL = re.compile(
    r"^(?:the )?(?:(?:london|royal) )?(?:borough|county borough|city|district|council|county) (?:council )?of |^the |"
    r" (?:(?:metropolitan|royal|county|london|city|district|borough|county borough|metropolitan district|"
    r"metropolitan borough|metropolitan city|city and district|city and county|islands|island|combined) )*"
    r"(?:council|corporation)$"
)


def folded(text: str) -> str:
    """Lower case, plain letters and digits, "and" for "&": `Bristol, City of` and `bristol city of` are one."""
    text = text.casefold().replace("&", " and ").replace("'", "").replace("’", "")
    return " ".join(re.findall(r"[a-z0-9à-ž]+", text))


def without_council(text: str) -> str:
    """A folded name without what says that it is a council: `birmingham city council` becomes `birmingham`."""
    return _COUNCIL.sub("", _COUNCIL.sub("", text)).strip()
