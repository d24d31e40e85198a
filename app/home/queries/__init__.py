"""Reads over all areas: what waits for whom, what belongs to whom, what stands in the way of erasing it."""

from app.home.queries.erasable import (
    holds_organisation_back,
    holds_person_back,
    name_is_needed,
    offers_in_bids,
)
from app.home.queries.own import Export, of_organisation, of_person
from app.home.queries.waiting import Gap, Pipeline, gaps, open_count, pipeline, refused, waiting_invitations

__all__ = [
    "Export", "Gap", "Pipeline", "gaps", "holds_organisation_back", "holds_person_back", "name_is_needed",
    "of_organisation", "of_person", "offers_in_bids", "open_count", "pipeline", "refused", "waiting_invitations",
]  # fmt: skip
