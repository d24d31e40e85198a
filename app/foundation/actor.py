"""Who acts: resolved once a request, and handed to every action as a plain value."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class OrganisationKind(enum.Enum):
    """What an organisation is here for."""

    enterprise = "Social enterprise"
    contracting_authority = "Contracting authority"
    adviser_body = "Adviser body"


class Role(enum.Enum):
    """What a member may do for the organisation: an owner also manages members."""

    owner = "Owner"
    editor = "Editor"


@dataclass(frozen=True)
class Actor:
    """A person acting for one organisation (or for none yet), or the system itself.

    `person_id` is None for the system; `organisation_id`, `kind` and `role` are None for a person without one.
    """

    person_id: int | None
    name: str
    organisation_id: int | None = None
    organisation_name: str | None = None
    kind: OrganisationKind | None = None
    role: Role | None = None
    confirmed: bool = True  # by a second factor in this sign-in, or a sample person, who needs none

    @property
    def is_adviser(self) -> bool:
        return self.kind is OrganisationKind.adviser_body

    @property
    def is_enterprise(self) -> bool:
        return self.kind is OrganisationKind.enterprise

    @property
    def is_officer(self) -> bool:
        return self.kind is OrganisationKind.contracting_authority

    @property
    def is_owner(self) -> bool:
        return self.role is Role.owner


SYSTEM = Actor(person_id=None, name="Bidbridge")
