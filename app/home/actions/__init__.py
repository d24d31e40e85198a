"""Changes over all areas: what is no longer needed goes, and so does a person or an organisation that asks."""

from app.home.actions.erasing import close_organisation, erase_person
from app.home.actions.retaining import apply_retention

__all__ = ["apply_retention", "close_organisation", "erase_person"]
