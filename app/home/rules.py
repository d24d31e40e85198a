"""How long data is kept: one table, which the daily job applies and the privacy page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Period:
    """One kind of row, how long it is kept once not needed, and why. `key` names the deletion."""

    key: str
    what: str
    kept_for: timedelta
    starting: str
    why: str

    @property
    def words(self) -> str:
        """The period in words."""
        days = self.kept_for.days
        return "1 day" if days == 1 else f"{days} days"


PERIODS = (
    Period(
        "sign_ins",
        "Where you were signed in",
        timedelta(days=1),
        "after the sign-in ended",
        "We have no reason to keep a sign-in that has ended.",
    ),
    Period(
        "links",
        "Links to register, set a password or change an email address",
        timedelta(days=7),
        "after the link expired",
        "So that you can still ask us about a link that did not work.",
    ),
    Period(
        "invitations",
        "Invitations that nobody accepted",
        timedelta(days=90),
        "after the invitation ended",
        "So that the owner who sent it can see it and send it again.",
    ),
    Period(
        "sent_mails",
        "Emails we sent you",
        timedelta(days=30),
        "after we sent the email",
        "So that we can find out why an email did not reach you.",
    ),
    Period(
        "unsent_mails",
        "Emails we could not send",
        timedelta(days=90),
        "after we stopped trying",
        "So that the people who run this site can send them again.",
    ),
    Period(
        "sign_in_tries",
        "Wrong passwords: that someone tried one, and from which network",
        timedelta(days=1),
        "after the attempt",
        "To stop people guessing passwords.",
    ),
    Period(
        "second_factors",
        "Second factors that you started to set up but did not confirm",
        timedelta(days=1),
        "after you started",
        "They do not protect anything.",
    ),
)
