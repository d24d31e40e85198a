"""Every read of the register and the capacity ledger."""

from app.enterprises.queries.directory import LONGEST_SEARCH, Found, Listing, Search, directory, understood
from app.enterprises.queries.holds import enterprise_holds, holds_of, ledger_faults
from app.enterprises.queries.pairs import (
    counting_trust,
    declared_incompatible,
    incompatible,
    trust_pair,
    trust_pairs,
)
from app.enterprises.queries.register import (
    by_organisation,
    can_see_private,
    credential,
    for_ids,
    named,
    names,
    offer,
    overview,
    own,
    people_names,
    public,
    register_entry,
    require_own,
    valid_credential_types,
)

__all__ = [
    "LONGEST_SEARCH",
    "Found",
    "Listing",
    "Search",
    "by_organisation",
    "can_see_private",
    "counting_trust",
    "credential",
    "declared_incompatible",
    "directory",
    "enterprise_holds",
    "for_ids",
    "holds_of",
    "incompatible",
    "ledger_faults",
    "named",
    "names",
    "offer",
    "overview",
    "own",
    "people_names",
    "public",
    "register_entry",
    "require_own",
    "trust_pair",
    "trust_pairs",
    "understood",
    "valid_credential_types",
]  # fmt: skip
