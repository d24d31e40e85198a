"""States and rules of accounts, as plain values."""

from __future__ import annotations

import enum
from datetime import timedelta

MIN_PASSWORD_LENGTH = 10
SIGN_IN_LASTS = timedelta(days=14)
INVITATION_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(hours=2)


class PersonState(enum.Enum):
    """Whether a person may sign in."""

    active = "Active"
    suspended = "Suspended"


class InvitationState(enum.Enum):
    """An invitation by link into an organisation."""

    pending = "Waiting for an answer"
    accepted = "Accepted"
    withdrawn = "Withdrawn"
