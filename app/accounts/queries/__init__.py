"""Every read of people, organisations, memberships and sign-ins."""

from app.accounts.queries.admission import (
    accepted_terms,
    admission_request,
    belongs,
    locked_organisation,
    look_alikes,
    operator_organisation,
    operators,
    owners,
    with_standing,
)
from app.accounts.queries.people import (
    actor_for,
    half_signed_in,
    identify,
    identify_seen,
    invitation,
    members_of,
    membership,
    memberships_of,
    open_email_change,
    open_invitation,
    open_registration,
    open_reset,
    organisation,
    owners_count,
    person,
    person_with_email,
    recovery_codes_left,
    second_factor,
    sign_in_for,
    sign_ins_of,
    still_open,
    waiting_invitations,
)

__all__ = [
    "accepted_terms", "actor_for", "admission_request", "belongs", "half_signed_in", "identify",
    "identify_seen", "invitation", "locked_organisation", "look_alikes", "members_of", "membership",
    "memberships_of", "open_email_change", "open_invitation", "open_registration", "open_reset",
    "operator_organisation", "operators", "organisation", "owners", "owners_count", "person", "person_with_email",
    "recovery_codes_left", "second_factor", "sign_in_for", "sign_ins_of", "still_open",
    "waiting_invitations", "with_standing",
]  # fmt: skip
