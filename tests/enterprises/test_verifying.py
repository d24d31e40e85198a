"""Only the body that gave a verification withdraws it, or an operator with a reason. A verification ends when
what was verified changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actions.organisations import AFTER_RENAME, rename_organisation
from app.accounts.models import Organisation
from app.enterprises.actions import profile, trust, verifying
from app.enterprises.models import Credential, Enterprise, TrustPair
from app.enterprises.queries import given as given_queries
from app.enterprises.rules import Closeness, Scheme, TrustState
from app.foundation.actor import SYSTEM, Actor
from app.foundation.errors import NotAllowed, Refused
from app.foundation.mail.outbox import Mail
from tests import factories as make

DAY = date(2026, 11, 1)
REASON = "The adviser asked us to."


@dataclass
class Verified:
    """An enterprise with all that an adviser body can give it, and the people concerned."""

    enterprise: Enterprise
    credential: Credential
    pair: TrustPair
    owner: Actor
    giver: Actor
    colleague: Actor
    rival: Actor
    operator: Actor


@pytest.fixture
def verified(session: Session, monkeypatch: pytest.MonkeyPatch) -> Verified:
    monkeypatch.setitem(AFTER_RENAME, "enterprises", verifying.renamed)
    enterprise, friend = make.enterprise(session, name="Ladywood Kitchen CIC"), make.enterprise(session)
    credential = make.credential(session, enterprise, "living_wage")
    body = make.adviser(session, name="Initiative for Social Enterprise")
    colleague = make.actor_for(session, session.get_one(Organisation, body.organisation_id))
    verifying.verify_enterprise(session, body, enterprise.id, Scheme.seuk, DAY)
    verifying.verify_credential(session, body, enterprise.id, credential.id, DAY)
    pair = trust.vouch(session, body, enterprise, friend, Closeness.once, "We saw them work.")
    owner = make.member_of(session, enterprise)
    return Verified(
        enterprise, credential, pair, owner, body, colleague, make.adviser(session), make.operator(session)
    )


def withdrawals(session: Session, verified: Verified) -> dict[str, Callable[[Actor, str], Any]]:
    return {
        "enterprise": lambda actor, reason: verifying.withdraw_verification(
            session, actor, verified.enterprise.id, reason
        ),
        "credential": lambda actor, reason: verifying.withdraw_credential_verification(
            session, actor, verified.enterprise.id, verified.credential.id, reason
        ),
        "vouch": lambda actor, reason: trust.withdraw_vouch(session, actor, verified.pair.id, reason),
    }


def counts(verified: Verified, what: str) -> bool:
    if what == "vouch":
        return verified.pair.state is TrustState.vouched
    row = verified.enterprise if what == "enterprise" else verified.credential
    return row.verified_on is not None


@pytest.mark.parametrize("what", ["enterprise", "credential", "vouch"])
def test_another_body_cannot_withdraw_it_and_is_told_whose_it_is(
    session: Session, verified: Verified, what: str
) -> None:
    withdraw = withdrawals(session, verified)[what]
    for actor in (verified.rival, verified.owner):
        with pytest.raises(NotAllowed):
            withdraw(actor, REASON)
    with pytest.raises(NotAllowed, match="Initiative for Social Enterprise gave this"):
        withdraw(verified.rival, REASON)
    assert counts(verified, what)
    withdraw(verified.colleague, "")
    assert not counts(verified, what)


@pytest.mark.parametrize("what", ["enterprise", "credential", "vouch"])
@pytest.mark.parametrize("who", ["operator", "terminal"])
def test_an_operator_withdraws_it_with_a_reason(
    session: Session, verified: Verified, what: str, who: str
) -> None:
    withdraw = withdrawals(session, verified)[what]
    actor = verified.operator if who == "operator" else SYSTEM
    with pytest.raises(Refused, match="Give a reason"):
        withdraw(actor, "  ")
    assert counts(verified, what)
    withdraw(actor, REASON)
    assert not counts(verified, what)


def test_another_body_cannot_take_it_over(session: Session, verified: Verified) -> None:
    rival, enterprise = verified.rival, verified.enterprise
    friend = session.get_one(Enterprise, verified.pair.second_id)
    for attempt in (
        lambda: verifying.verify_enterprise(session, rival, enterprise.id, Scheme.seuk, DAY),
        lambda: verifying.verify_credential(session, rival, enterprise.id, verified.credential.id, DAY),
        lambda: trust.vouch(session, rival, enterprise, friend, Closeness.vouch, "So do we."),
    ):
        with pytest.raises(Refused, match="already"):
            attempt()
    verifying.verify_enterprise(session, verified.colleague, enterprise.id, Scheme.cic_regulator, DAY)
    assert enterprise.verified_by_id == verified.colleague.person_id


CHANGES: dict[str, dict[str, object]] = {
    "legal form": {"legal_form": "cic_guarantee"},
    "company number": {"company_number": "07654321"},
    "charity number": {"charity_number": "1012345"},
    "ppon": {"ppon": "PDTL-7248-GWZW"},
}


@pytest.mark.parametrize("change", [*CHANGES, "name"])
def test_what_was_verified_and_changes_ends_and_both_sides_hear(
    session: Session, verified: Verified, change: str
) -> None:
    session.flush()
    if change == "name":
        rename_organisation(session, verified.owner, "Aston Kitchen CIC")
    else:
        version = verified.enterprise.version
        profile.change_profile(session, verified.owner, verified.enterprise.id, version, **CHANGES[change])
    session.flush()
    assert not counts(verified, "enterprise")
    assert not counts(verified, "credential")
    assert verified.enterprise.verified_by_body_id is None
    mails = session.scalars(sa.select(Mail).where(Mail.subject.contains("verification of"))).all()
    assert len(mails) == 3  # the enterprise's owner and the body's two
    assert "changed its" in mails[0].body


def test_any_other_change_leaves_it(session: Session, verified: Verified) -> None:
    profile.change_profile(
        session, verified.owner, verified.enterprise.id, verified.enterprise.version, summary="We cook."
    )
    assert counts(verified, "enterprise")


def test_the_operators_list_names_who_gave_what_without_a_figure(
    session: Session, verified: Verified
) -> None:
    body = "Initiative for Social Enterprise"
    assert given_queries.given_by_bodies(session, verified.enterprise.id) == [
        f"enterprise {verified.enterprise.id}: verified by {body}",
        f"credential {verified.credential.id} (Living Wage Employer): verified by {body}",
        f"pair {verified.pair.id}: vouched for by {body}",
    ]
