"""`flask accounts …` and `flask organisations …`."""

from app.accounts.commands.accounts import group
from app.accounts.commands.organisations import group as organisations_group

__all__ = ["group", "organisations_group"]
