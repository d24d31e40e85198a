"""Asking for the password again before changes that nobody should make at a screen someone left open."""

from __future__ import annotations

from app.accounts.passwords import verify_password
from app.accounts.queries import people
from app.accounts.rules import carries_trust
from app.foundation import security_log, web
from app.foundation.actor import Role


def knows_password(form: web.Form) -> bool:
    """Whether the password typed into the form is the actor's; otherwise the form says that it is not.

    The password is checked before the request takes the database's write lock: hashing is slow on purpose.
    """
    actor = web.signed_in()
    assert actor.person_id is not None
    typed: str = form["password"].data or ""
    with web.reading() as session:
        stored = people.person(session, actor.person_id).password_hash
    fits = verify_password(stored, typed)
    if not fits:
        security_log.note("password_failed", person=actor.person_id)
        form.refuse("This is not your password. Enter the one you sign in with", "password")
    return fits


def may_give_role(form: web.Form) -> bool:
    """Whether the role chosen needs no password, or the password is right: an owner can remove all others."""
    return form["role"].data != Role.owner.name or _typed_it(
        form, "Enter your password to make someone an owner"
    )


def may_invite(form: web.Form) -> bool:
    """As `may_give_role`, and for every invitation into an organisation whose members see others' figures."""
    if carries_trust(web.signed_in().kind):
        return _typed_it(form, "Enter your password to invite someone")
    return may_give_role(form)


def _typed_it(form: web.Form, missing: str) -> bool:
    if not form["password"].data:
        form.refuse(missing, "password")
        return False
    return knows_password(form)
