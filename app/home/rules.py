"""How long what is kept: one table, which the daily work applies and the privacy page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Period:
    """One kind of row, how long it is kept after it stopped counting, and why. `key` names the deletion."""

    key: str
    what: str
    kept_for: timedelta
    starting: str
    why: str

    @property
    def words(self) -> str:
        """How long, as a person reads it."""
        days = self.kept_for.days
        return "1 day" if days == 1 else f"{days} days"


PERIODS = (
    Period(
        "sign_ins", "Where you were signed in", timedelta(days=1), "after the sign-in ended",
        "A sign-in that has ended opens nothing, so there is no reason to keep it.",
    ),
    Period(
        "links", "Links to register, to set a password or to change an email address", timedelta(days=7),
        "after the link ended", "You can still ask us about a link that did not work.",
    ),
    Period(
        "invitations", "Invitations that nobody accepted", timedelta(days=90), "after the invitation ended",
        "The owner who sent it can see it and send it again.",
    ),
    Period(
        "sent_mails", "Emails we sent you", timedelta(days=30), "after we sent the email",
        "We can find out why an email did not reach you.",
    ),
    Period(
        "unsent_mails", "Emails we could not send", timedelta(days=90), "after we gave up",
        "The people who run this site can send them again.",
    ),
    Period(
        "sign_in_tries", "Wrong passwords: that one was tried, and from which network", timedelta(days=1),
        "after the try", "We stop people guessing passwords.",
    ),
    Period(
        "second_factors", "Second factors that were begun and never confirmed", timedelta(days=1), "after you began",
        "They protect nothing.",
    ),
)  # fmt: skip
