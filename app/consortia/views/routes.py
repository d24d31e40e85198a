"""The blueprint of all pages here, and who may see which."""

from __future__ import annotations

from flask import Blueprint

from app.consortia.queries import access
from app.consortia.screens.consortia import ConsortiumView
from app.enterprises.rules import ViewedIn
from app.enterprises.views.viewing import shows_figures_of
from app.foundation import web

blueprint = Blueprint("consortia", __name__)

SEES_TENDER = web.Rule("advisers who can read the tender", access.sees_tender)
OWNS_ENQUIRY = web.Rule("advisers of the body that asked", access.owns_enquiry)
OWNS_PROPOSAL = web.Rule("advisers of the body that asked", access.owns_proposal)
BROKERS = web.Rule("advisers of the body that formed the consortium", access.brokers)
INVITED = web.Rule("enterprises invited to the consortium", access.was_invited)
PARTY = web.Rule("the consortium’s adviser body and its invited enterprises", access.party_to)


def shows_prices_in(view: ConsortiumView) -> None:
    """This page shows the prices of a consortium's members, as far as its reader may see them."""
    shows_figures_of(view.priced, ViewedIn.consortium, f"consortia:{view.id}")
