"""What the pages of tenders show, as frozen values."""

from app.tenders.screens.listing import ListScreen, TenderLine, list_screen, tender_line
from app.tenders.screens.reach import ReachScreen, reach_screen
from app.tenders.screens.tender import LotBlock, PackageRow, TenderScreen, tender_screen
from app.tenders.screens.writing import WritingScreen, writing_screen

__all__ = [
    "ListScreen", "LotBlock", "PackageRow", "ReachScreen", "TenderLine", "TenderScreen", "WritingScreen", "list_screen",
    "reach_screen", "tender_line", "tender_screen", "writing_screen",
]  # fmt: skip
