"""Sign-ins: rows that a browser's token points to. Deleting the row ends the session there."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import HalfSignIn, Person, SignIn
from app.accounts.queries import people
from app.accounts.rules import SIGN_IN_LASTS
from app.accounts.tokens import digest, new_token
from app.foundation.actor import Actor
from app.foundation.errors import NotFound
from app.foundation.mail import outbox
from app.foundation.types import now


def open_sign_in(
    session: Session, person: Person, organisation_id: int | None = None, *, confirmed: bool = False
) -> str:
    """Sign a person in and return the token for the browser's cookie; only its sha256 is kept.

    `confirmed` says that a second factor was given. They act for `organisation_id`, which must be theirs
    (NotFound), or for their first organisation, or for none. Whether the password was right is the caller's
    to know.
    """
    organisations = [membership.organisation_id for membership in people.memberships_of(session, person.id)]
    if organisation_id is None:
        organisation_id = organisations[0] if organisations else None
    elif organisation_id not in organisations:
        raise NotFound("You are not a member of that organisation.")
    session.execute(sa.delete(SignIn).where(SignIn.expires_at <= now()))
    token = new_token()
    session.add(
        SignIn(
            token_sha256=digest(token),
            person_id=person.id,
            organisation_id=organisation_id,
            expires_at=now() + SIGN_IN_LASTS,
            second_factor_at=now() if confirmed else None,
        )
    )
    session.flush()
    return token


def note_seen(session: Session, token: str) -> None:
    """Note that a browser was used just now, so that its idle time starts again."""
    session.execute(sa.update(SignIn).where(SignIn.token_sha256 == digest(token)).values(last_seen_at=now()))


def note_browser(session: Session, token: str, words: str) -> None:
    """Store the name of the browser of a sign-in."""
    session.execute(sa.update(SignIn).where(SignIn.token_sha256 == digest(token)).values(browser=words))


def tell_of_new_browser(session: Session, person: Person, words: str) -> None:
    """Email a person that someone signed in to their account from a new browser. Sample people have no
    mailbox.
    """
    if not person.is_sample:
        outbox.post(session, person.email, "accounts_new_sign_in", name=person.name, browser=words, at=now())


def end_session(session: Session, actor: Actor, sign_in_id: int) -> SignIn:
    """End one of the actor's own sign-ins. Raises NotFound where it is not theirs."""
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in is None or sign_in.person_id != actor.person_id:
        raise NotFound("We cannot find that sign-in. It may have already ended.")
    session.delete(sign_in)
    return sign_in


def close_sign_in(session: Session, token: str) -> None:
    """End one browser's session. Nothing happens when it has ended already."""
    session.execute(sa.delete(SignIn).where(SignIn.token_sha256 == digest(token)))


def end_sign_ins(session: Session, person_id: int, organisation_id: int | None = None) -> None:
    """End a person's sessions everywhere, or only those in which they act for one organisation."""
    ending = sa.delete(SignIn).where(SignIn.person_id == person_id)
    if organisation_id is not None:
        ending = ending.where(SignIn.organisation_id == organisation_id)
    else:
        session.execute(sa.delete(HalfSignIn).where(HalfSignIn.person_id == person_id))
    session.execute(ending)


def act_for(session: Session, actor: Actor, token: str, organisation_id: int) -> None:
    """Let this browser act for another of the person's organisations. Raises NotFound when it is not
    theirs.
    """
    sign_in = people.sign_in_for(session, token)
    if sign_in is None or sign_in.person_id != actor.person_id:
        raise NotFound("This sign-in has ended. Please sign in again.")
    mine = {membership.organisation_id for membership in people.memberships_of(session, sign_in.person_id)}
    if organisation_id not in mine:
        raise NotFound("You are not a member of that organisation.")
    sign_in.organisation_id = organisation_id
