"""Who speaks for an imported tender: its importer, until the buyer's own organisation here claims it.

Plain tests over loaded rows. The importer None is the operator of this site, who imports at the command line.
"""

from __future__ import annotations

from app.foundation.actor import SYSTEM, Actor, Standing
from app.tenders.models import Tender
from app.tenders.rules import TenderSource, TenderState


def imported(actor: Actor, tender: Tender) -> bool:
    """Whether the actor acts for the organisation that imported it and that is still trusted."""
    if tender.source is not TenderSource.imported:
        return False
    if tender.importer_id is None:
        return actor == SYSTEM or actor.is_operator
    return actor.organisation_id == tender.importer_id and (actor.is_officer or actor.is_adviser)


def claimed_by(actor: Actor, tender: Tender) -> bool:
    """Whether the actor acts for the buyer that claimed it."""
    if tender.source is not TenderSource.imported or tender.organisation_id is None:
        return False
    return actor.organisation_id == tender.organisation_id and actor.is_officer


def speaks_for(actor: Actor, tender: Tender) -> bool:
    """Whether a later release from this actor changes the tender at once: from its importer or its buyer. If
    the buyer withdrew the tender here, only the buyer can bring it back."""
    if tender.organisation_id is not None and tender.withdrawn_reason:
        return claimed_by(actor, tender)
    return imported(actor, tender) or claimed_by(actor, tender)


def decides(actor: Actor | None, tender: Tender) -> bool:
    """Who accepts or declines changes that others suggest: the buyer that claimed it, or else the importer.
    The operator does if that organisation is no longer approved or has no members, because it was closed."""
    if actor is None or tender.source is not TenderSource.imported:
        return False
    owner = tender.organisation or tender.importer
    if owner is None or owner.standing is not Standing.approved or not owner.memberships:
        return actor == SYSTEM or actor.is_operator
    return claimed_by(actor, tender) if tender.organisation_id is not None else imported(actor, tender)


def may_publish(actor: Actor | None, tender: Tender) -> bool:
    """The importer or buyer may publish what was read from a notice, unless it is published here already."""
    return actor is not None and tender.published_at is None and speaks_for(actor, tender)


def speaks_for_it(actor: Actor | None, tender: Tender) -> bool:
    """As `speaks_for`, for a reader who may be signed out."""
    return actor is not None and speaks_for(actor, tender)


def could_claim(actor: Actor | None, tender: Tender) -> bool:
    """Officers who may claim it, and those whose authority already has, so that a second click gives the same
    answer.
    """
    return may_claim(actor, tender) or (actor is not None and claimed_by(actor, tender))


def may_claim(actor: Actor | None, tender: Tender) -> bool:
    """Officers of an approved authority may say that a notice which nobody has claimed is their own."""
    return (
        actor is not None
        and actor.is_officer
        and tender.source is TenderSource.imported
        and tender.organisation_id is None
    )


def may_correct(actor: Actor | None, tender: Tender) -> bool:
    """Officers of the buyer that claimed it, until it is withdrawn."""
    return actor is not None and tender.state is not TenderState.withdrawn and claimed_by(actor, tender)
