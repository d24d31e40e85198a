"""Who acts: found once for each request, and passed to every action as a plain value."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class OrganisationKind(enum.Enum):
    """What an organisation is here for."""

    enterprise = "Social enterprise"
    contracting_authority = "Contracting authority"
    adviser_body = "Adviser body"
    operator = "Operator"  # runs the site; never registered by form, and never sees a price or a turnover


class Standing(enum.Enum):
    """Whether an organisation may use the trust its kind carries. Enterprises are approved from the start."""

    requested = "Waiting for approval"
    more_needed = "More information needed"
    approved = "Approved"
    refused = "Refused"
    suspended = "Suspended"


class Duty(enum.Enum):
    """What somebody must still do before a page that they are allowed to see is shown."""

    accept_terms = "Accept the data-sharing terms"
    second_factor = "Confirm with your second factor"


class Role(enum.Enum):
    """What a member may do for the organisation: an owner also manages members."""

    owner = "Owner"
    editor = "Editor"


@dataclass(frozen=True)
class Actor:
    """A person acting for one organisation (or for none yet), or the system itself.

    `person_id` is None for the system; `organisation_id`, `kind`, `role` and `standing` are None for a person
    without one. Adviser, officer and operator are roles that carry trust: they need an approved organisation
    and no open duty.
    """

    person_id: int | None
    name: str
    organisation_id: int | None = None
    organisation_name: str | None = None
    kind: OrganisationKind | None = None
    role: Role | None = None
    standing: Standing | None = None
    duties: frozenset[Duty] = frozenset()
    confirmed: bool = True  # by a second factor in this sign-in, or a sample person, who needs none

    @property
    def is_trusted(self) -> bool:
        return self.standing is Standing.approved and not self.duties

    @property
    def sees_others_prices(self) -> bool:
        """Whether a lead may be shown its members' prices: trusted, and confirmed by a second factor."""
        return self.is_trusted and self.confirmed

    @property
    def is_adviser(self) -> bool:
        return self.kind is OrganisationKind.adviser_body and self.is_trusted

    @property
    def is_enterprise(self) -> bool:
        return self.kind is OrganisationKind.enterprise

    @property
    def is_officer(self) -> bool:
        return self.kind is OrganisationKind.contracting_authority and self.is_trusted

    @property
    def is_buyer(self) -> bool:
        """Whether this is somebody of a contracting authority that may prepare tenders: approved, or still
        waiting for it.
        """
        ended = (Standing.refused, Standing.suspended)
        return self.kind is OrganisationKind.contracting_authority and self.standing not in (*ended, None)

    @property
    def is_operator(self) -> bool:
        return self.kind is OrganisationKind.operator and self.is_trusted

    @property
    def is_owner(self) -> bool:
        return self.role is Role.owner


SYSTEM = Actor(person_id=None, name="Bidbridge")
