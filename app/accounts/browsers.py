"""The name of a browser in words that its owner recognises, from its user agent."""

from __future__ import annotations

# The first match decides: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "a Chromebook"),
    ("Macintosh", "a Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = "A browser we do not recognise"


def words(user_agent: str) -> str:
    """ "Firefox on Windows". Only words from the lists above, so nothing that a browser claims is ever
    shown.
    """
    claim = user_agent[:500]
    browser = next((name for mark, name in _BROWSERS if mark in claim), None)
    system = next((name for mark, name in _SYSTEMS if mark in claim), None)
    if browser is None and system is None:
        return UNKNOWN
    return f"{browser or 'A browser'} on {system}" if system else str(browser)
