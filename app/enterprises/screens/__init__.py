"""Exactly what the pages of the register show. Public screens hold nothing private: they are built apart."""

from app.enterprises.screens.capacity import CapacityScreen, capacity_screen
from app.enterprises.screens.choosing import (
    AreaChoices,
    CapabilityChoices,
    area_choices,
    area_names,
    capability_choices,
)
from app.enterprises.screens.own import (
    CredentialsScreen,
    OffersScreen,
    OwnScreen,
    credentials_screen,
    offer_line,
    offers_screen,
    own_screen,
)
from app.enterprises.screens.pairs import PartnerChoices, TrustLine, TrustScreen, partner_choices, trust_screen
from app.enterprises.screens.public import DirectoryScreen, PublicScreen, directory_screen, public_screen
from app.enterprises.screens.register import RegisterScreen, register_screen

__all__ = [
    "AreaChoices", "CapabilityChoices", "CapacityScreen", "CredentialsScreen", "DirectoryScreen",
    "OffersScreen", "OwnScreen", "PartnerChoices", "PublicScreen", "RegisterScreen",
    "TrustLine", "TrustScreen", "area_choices", "area_names", "capability_choices", "capacity_screen",
    "credentials_screen", "directory_screen", "offer_line", "offers_screen", "own_screen",
    "partner_choices", "public_screen", "register_screen", "trust_screen",
]  # fmt: skip
