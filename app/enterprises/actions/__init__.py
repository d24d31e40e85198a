"""Every change to the register and the capacity ledger."""

from app.enterprises.actions.credentials import add_credential, change_credential, withdraw_credential
from app.enterprises.actions.incompatible import declare_incompatible, withdraw_incompatible
from app.enterprises.actions.ledger import Wanted, hold, hold_all, release
from app.enterprises.actions.offers import (
    add_area,
    add_offer,
    change_offer,
    offer_again,
    remove_area,
    withdraw_offer,
)
from app.enterprises.actions.profile import change_profile, create_enterprise
from app.enterprises.actions.sharing import share_figures
from app.enterprises.actions.trust import (
    confirm_trust,
    propose_trust,
    record_trust,
    vouch,
    withdraw_trust,
    withdraw_vouch,
)
from app.enterprises.actions.verifying import (
    renamed,
    verify_credential,
    verify_enterprise,
    withdraw_credential_verification,
    withdraw_verification,
)
from app.enterprises.actions.viewings import record_viewings

__all__ = [
    "Wanted", "add_area", "add_credential", "add_offer", "change_credential", "change_offer", "change_profile",
    "confirm_trust", "create_enterprise", "declare_incompatible", "hold", "hold_all", "offer_again",
    "propose_trust", "record_trust", "record_viewings", "release", "remove_area", "renamed", "share_figures",
    "verify_credential", "verify_enterprise", "vouch", "withdraw_credential",
    "withdraw_credential_verification", "withdraw_incompatible", "withdraw_offer", "withdraw_trust",
    "withdraw_verification", "withdraw_vouch",
]  # fmt: skip
