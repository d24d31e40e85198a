"""Every read of the register and the capacity ledger."""

from app.enterprises.queries.directory import LONGEST_SEARCH, Found, Listing, Search, directory, understood
from app.enterprises.queries.figures import (
    adviser_bodies,
    can_see_private,
    is_taking_part,
    sharing,
    taking_part,
)
from app.enterprises.queries.given import given_by_bodies
from app.enterprises.queries.holds import enterprise_holds, holds_of, ledger_faults
from app.enterprises.queries.pairs import (
    declared_incompatible,
    incompatible,
    incompatible_with,
    pair_between,
    trust_pair,
    trust_pairs,
)
from app.enterprises.queries.register import (
    by_organisation,
    can_be_named,
    credential,
    credential_of,
    named,
    names,
    not_shared,
    offer,
    overview,
    own,
    people_names,
    public,
    register_entry,
    require_own,
)
from app.enterprises.queries.viewings import Viewings, unrecorded, viewings

__all__ = [
    "LONGEST_SEARCH",
    "Found",
    "Listing",
    "Search",
    "Viewings",
    "adviser_bodies",
    "by_organisation",
    "can_be_named",
    "can_see_private",
    "credential",
    "credential_of",
    "declared_incompatible",
    "directory",
    "enterprise_holds",
    "given_by_bodies",
    "holds_of",
    "incompatible",
    "incompatible_with",
    "is_taking_part",
    "ledger_faults",
    "named",
    "names",
    "not_shared",
    "offer",
    "overview",
    "own",
    "pair_between",
    "people_names",
    "public",
    "register_entry",
    "require_own",
    "sharing",
    "taking_part",
    "trust_pair",
    "trust_pairs",
    "understood",
    "unrecorded",
    "viewings",
]  # fmt: skip
