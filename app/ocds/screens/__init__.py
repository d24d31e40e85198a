"""What the pages of public notices show."""

from app.ocds.screens.comparing import SuggestionScreen, suggestion_screen
from app.ocds.screens.owning import ClaimScreen, ImportedLine, claim_screen, imported_list
from app.ocds.screens.progress import progress_of

__all__ = [
    "ClaimScreen", "ImportedLine", "SuggestionScreen", "claim_screen", "imported_list", "progress_of",
    "suggestion_screen",
]  # fmt: skip
