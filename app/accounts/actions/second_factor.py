"""Setting up, using and turning off a second factor."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import codes
from app.accounts.actions.signing_in import open_sign_in
from app.accounts.models import HalfSignIn, Person, RecoveryCode, SecondFactor, SignIn
from app.accounts.queries import people
from app.accounts.rules import CODES_CLOSE_FOR, HALF_SIGN_IN_LASTS, MOST_WRONG_CODES, CodeAnswer
from app.accounts.tokens import digest, new_token
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import Conflict, NotFound, Refused
from app.foundation.mail import outbox
from app.foundation.types import now

WRONG_CODE = "That is not the code your app shows now. Wait for the next one and enter it"


def begin_second_factor(session: Session, actor: Actor, secret_key: str) -> None:
    """Make a secret for the actor's authenticator app; it counts once they have typed a code from it.

    Starting again replaces the first secret. Raises Conflict when a factor is set up already.
    """
    factor = _own(session, actor)
    if factor is not None and factor.confirmed_at is not None:
        raise Conflict("You have already set up a second factor. To set up another one, turn it off first.")
    if factor is not None:
        session.delete(factor)
        session.flush()
    session.add(
        SecondFactor(person_id=actor.person_id, sealed_secret=codes.seal(codes.new_secret(), secret_key))
    )
    session.flush()


def confirm_second_factor(
    session: Session, actor: Actor, typed: str, secret_key: str, salt: bytes, hashes: list[str]
) -> str:
    """Turn the factor on with a code from it; return the token of a fresh, confirmed sign-in. All others end.

    `salt` and `hashes` belong to the recovery codes that the person is shown. Raises Refused for a wrong
    code.
    """
    factor, person = _own(session, actor), _person(session, actor)
    if factor is None or factor.confirmed_at is not None:
        raise NotFound("You have not started setting up a second factor. Start again from your account page.")
    secret = codes.unseal(factor.sealed_secret, secret_key)
    at = now()
    step = codes.step_of(secret, typed, at, factor.last_step) if secret else None
    if step is None:
        raise Refused(WRONG_CODE, field="code")
    factor.confirmed_at, factor.last_step = at, step
    _keep_recovery_codes(session, person, factor, salt, hashes)
    session.execute(sa.delete(SignIn).where(SignIn.person_id == person.id))
    audit.record(session, actor, "person.second_factor_on", person)
    outbox.post(session, person.email, "accounts_factor_on", name=person.name)
    return open_sign_in(session, person, actor.organisation_id, confirmed=True)


def renew_recovery_codes(session: Session, actor: Actor, salt: bytes, hashes: list[str]) -> None:
    """Replace all recovery codes. Raises NotFound without a second factor."""
    factor, person = _own(session, actor), _person(session, actor)
    if factor is None or factor.confirmed_at is None:
        raise NotFound("You do not have a second factor. Set one up first.")
    _keep_recovery_codes(session, person, factor, salt, hashes)
    audit.record(session, actor, "person.recovery_codes_made", person)
    outbox.post(session, person.email, "accounts_codes_renewed", name=person.name)


def remove_second_factor(session: Session, actor: Actor, person: Person) -> None:
    """Turn a person's second factor off: at their own request, or by the operator when phone and codes are
    lost.
    """
    factor = people.second_factor(session, person.id)
    if factor is None:
        raise NotFound("You do not have a second factor to turn off.")
    session.delete(factor)
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    session.execute(sa.delete(HalfSignIn).where(HalfSignIn.person_id == person.id))
    session.execute(sa.update(SignIn).where(SignIn.person_id == person.id).values(second_factor_at=None))
    audit.record(session, actor, "person.second_factor_off", person)
    outbox.post(session, person.email, "accounts_factor_off", name=person.name)


def open_half_sign_in(session: Session, person: Person) -> str:
    """Store that a browser knew the password; returns a token to try codes with for ten minutes."""
    session.execute(sa.delete(HalfSignIn).where(HalfSignIn.expires_at <= now()))
    token = new_token()
    ends = now() + HALF_SIGN_IN_LASTS
    session.add(HalfSignIn(token_sha256=digest(token), person_id=person.id, expires_at=ends))
    session.flush()
    return token


def sign_in_with_code(session: Session, half_token: str, typed: str, secret_key: str) -> CodeAnswer | str:
    """The token of a full sign-in, or what is wrong. Counts wrong codes, so commit it whatever it returns."""
    person, factor, refused = _trying(session, half_token)
    if refused is not None or person is None or factor is None:
        return refused or CodeAnswer.ended
    secret = codes.unseal(factor.sealed_secret, secret_key)
    step = codes.step_of(secret, typed, now(), factor.last_step) if secret else None
    if step is None:
        return _count_wrong(session, person, factor)
    factor.last_step = step
    return _let_in(session, person, factor, half_token)


def sign_in_with_recovery_code(session: Session, half_token: str, code_hash: str) -> CodeAnswer | str:
    """The same with a recovery code's hash. Uses the code up and emails its owner how many are left."""
    person, factor, refused = _trying(session, half_token)
    if refused is not None or person is None or factor is None:
        return refused or CodeAnswer.ended
    code = session.scalar(
        sa.select(RecoveryCode).where(
            RecoveryCode.person_id == person.id,
            RecoveryCode.code_hash == code_hash,
            RecoveryCode.used_at.is_(None),
        )
    )
    if code is None:
        return _count_wrong(session, person, factor)
    code.used_at = now()
    session.flush()
    left = people.recovery_codes_left(session, person.id)
    audit.record(session, Actor(person.id, person.name), "person.recovery_code_used", person, left=left)
    outbox.post(session, person.email, "accounts_recovery_used", name=person.name, left=left)
    return _let_in(session, person, factor, half_token)


def _trying(
    session: Session, half_token: str
) -> tuple[Person | None, SecondFactor | None, CodeAnswer | None]:
    """The person who tries a code, with their factor locked, so that tries with the same code take turns."""
    person = people.half_signed_in(session, half_token)
    factor = people.second_factor(session, person.id, lock=True) if person else None
    if person is None or factor is None:
        return None, None, CodeAnswer.ended
    if factor.closed_until is not None and factor.closed_until > now():
        return person, factor, CodeAnswer.closed
    return person, factor, None


def _count_wrong(session: Session, person: Person, factor: SecondFactor) -> CodeAnswer:
    factor.wrong_codes += 1
    if factor.wrong_codes < MOST_WRONG_CODES:
        return CodeAnswer.wrong
    factor.wrong_codes, factor.closed_until = 0, now() + CODES_CLOSE_FOR
    outbox.post(session, person.email, "accounts_codes_guessed", name=person.name)
    return CodeAnswer.closed


def _let_in(session: Session, person: Person, factor: SecondFactor, half_token: str) -> str:
    factor.wrong_codes, factor.closed_until = 0, None
    session.execute(sa.delete(HalfSignIn).where(HalfSignIn.token_sha256 == digest(half_token)))
    return open_sign_in(session, person, confirmed=True)


def _keep_recovery_codes(
    session: Session, person: Person, factor: SecondFactor, salt: bytes, hashes: list[str]
) -> None:
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    factor.recovery_salt = salt
    session.add_all([RecoveryCode(person_id=person.id, code_hash=code_hash) for code_hash in hashes])
    session.flush()


def _own(session: Session, actor: Actor) -> SecondFactor | None:
    return people.second_factor(session, actor.person_id, confirmed=False, lock=True)


def _person(session: Session, actor: Actor) -> Person:
    assert actor.person_id is not None
    return people.person(session, actor.person_id)
