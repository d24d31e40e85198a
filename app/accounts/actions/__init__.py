"""Every change to people, organisations, memberships and sign-ins."""

from app.accounts.actions.admission import ask_for_approval, decide
from app.accounts.actions.email_change import ask_for_email_change, confirm_email, stop_email_change
from app.accounts.actions.invitations import accept_invitation, invite_member, is_for, withdraw_invitation
from app.accounts.actions.letters import ask_for_password_reset, ask_to_register
from app.accounts.actions.members import add_member, change_role, remove_member
from app.accounts.actions.organisations import (
    accept_terms,
    add_organisation,
    create_organisation,
    record_acceptance,
    rename_organisation,
)
from app.accounts.actions.passwords import change_password, reset_password
from app.accounts.actions.people import close_sample_accounts, forget_person, reactivate, rename_person, suspend
from app.accounts.actions.registering import create_operator, finish_registration, register
from app.accounts.actions.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    open_half_sign_in,
    remove_second_factor,
    renew_recovery_codes,
    sign_in_with_code,
    sign_in_with_recovery_code,
)
from app.accounts.actions.signing_in import (
    act_for,
    close_sign_in,
    end_session,
    end_sign_ins,
    note_browser,
    note_seen,
    open_sign_in,
    tell_of_new_browser,
)

__all__ = [
    "accept_invitation", "accept_terms", "act_for", "add_member", "add_organisation", "ask_for_approval",
    "ask_for_email_change", "ask_for_password_reset", "ask_to_register", "begin_second_factor",
    "change_password", "change_role", "close_sample_accounts", "close_sign_in", "confirm_email",
    "confirm_second_factor", "create_operator", "create_organisation", "decide", "end_session",
    "end_sign_ins", "finish_registration", "forget_person", "invite_member", "is_for", "note_browser", "note_seen",
    "open_half_sign_in", "open_sign_in", "reactivate", "record_acceptance", "register", "remove_member",
    "remove_second_factor", "rename_organisation", "rename_person", "renew_recovery_codes", "reset_password",
    "sign_in_with_code", "sign_in_with_recovery_code", "stop_email_change", "suspend", "tell_of_new_browser",
    "withdraw_invitation",
]  # fmt: skip
