"""What the start pages show, as frozen values."""

from app.home.screens.adviser import AdviserScreen, adviser_screen
from app.home.screens.enterprise import EnterpriseScreen, enterprise_screen
from app.home.screens.officer import OfficerScreen, officer_screen
from app.home.screens.start import StartScreen, start_screen

__all__ = [
    "AdviserScreen", "EnterpriseScreen", "OfficerScreen", "StartScreen", "adviser_screen", "enterprise_screen",
    "officer_screen", "start_screen",
]  # fmt: skip
