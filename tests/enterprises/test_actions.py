"""What changes the register, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.enterprises.actions import credentials as credentials_actions
from app.enterprises.actions import incompatible, offers, profile, trust, verifying
from app.enterprises.models import Enterprise, Offer
from app.enterprises.queries import pairs
from app.enterprises.rules import Closeness, Scheme, Stale, TrustState
from app.foundation import audit
from app.foundation.actor import SYSTEM, OrganisationKind
from app.foundation.database import commit
from app.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from app.foundation.reference import credentials
from tests import factories as make

SANDWELL = "E08000028"
TODAY = date(2026, 8, 3)


def add_offer(session: Session, enterprise: Enterprise, **changes: Any) -> Offer:
    details = {
        "capability": "90910000",
        "capacity": 10,
        "unit_price": 1500,
        "areas": [make.BIRMINGHAM],
        **changes,
    }
    return offers.add_offer(session, SYSTEM, enterprise, **details)


def test_an_organisation_has_one_place_in_the_register(session: Session) -> None:
    organisation = make.organisation(session)
    enterprise = profile.create_enterprise(
        session, SYSTEM, organisation, turnover=5, company_number="sc 12345"
    )
    assert (enterprise.turnover, enterprise.company_number, enterprise.version) == (5, "SC012345", 1)
    with pytest.raises(Conflict):
        profile.create_enterprise(session, SYSTEM, organisation)


def test_a_buyer_has_no_place_in_the_register(session: Session) -> None:
    council = make.organisation(session, OrganisationKind.contracting_authority)
    with pytest.raises(Refused):
        profile.create_enterprise(session, SYSTEM, council)


def test_nobody_starts_the_profile_of_others(session: Session) -> None:
    actor = make.actor_for(session, make.organisation(session))
    with pytest.raises(NotFound):
        profile.create_enterprise(session, actor, make.organisation(session))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"company_number": "12345"}, None),
        ({"company_number": "XX123456"}, "company_number"),
        ({"charity_number": "123"}, "charity_number"),
        ({"legal_form": "guild"}, "legal_form"),
        ({"home_area": "E99999999"}, "area"),
        ({"website": "ftp://example.org"}, "website"),
        ({"ppon": "PDTL7248GWZW"}, None),
        ({"ppon": "PDTL-7248"}, "ppon"),
        ({"share_code": "aB3dEf7H", "share_code_on": date(2026, 3, 27)}, None),
        ({"share_code": "a?", "share_code_on": date(2026, 3, 27)}, "share_code"),
        ({"share_code": "aB3dEf7H"}, "share_code_on"),
        ({"share_code_on": date(2026, 3, 27)}, "share_code"),
        ({"workforce": 1, "supported_workforce": 2}, "supported_workforce"),
        ({"turnover": -1}, "turnover"),
        ({"min_value": 2, "max_value": 1}, "max_value"),
    ],
)
def test_a_profile_that_breaks_a_rule_is_refused_beside_its_field(
    session: Session, changes: dict[str, Any], field: str | None
) -> None:
    enterprise = make.enterprise(session, workforce=0, supported_workforce=0)
    if field is None:
        profile.change_profile(session, SYSTEM, enterprise.id, enterprise.version, **changes)
        return
    with pytest.raises(Refused) as refused:
        profile.change_profile(session, SYSTEM, enterprise.id, enterprise.version, **changes)
    assert refused.value.field == field


def test_the_home_area_is_stored_under_its_one_code(session: Session) -> None:
    enterprise = make.enterprise(session)
    profile.change_profile(session, SYSTEM, enterprise.id, enterprise.version, home_area="TLG31")
    assert enterprise.home_area == make.BIRMINGHAM


def test_an_old_version_is_stale_and_what_changed_is_on_record_without_figures(session: Session) -> None:
    enterprise = make.enterprise(session, turnover=111)
    profile.change_profile(session, SYSTEM, enterprise.id, 1, turnover=987_654_321)
    session.flush()
    with pytest.raises(Stale):
        profile.change_profile(session, SYSTEM, enterprise.id, 1, turnover=3)
    commit(session)
    last = audit.entries_for(session, enterprise)[-1]
    assert last.verb == "enterprise.changed"
    assert "turnover" in last.details
    assert "987" not in last.details


def test_an_offer_takes_its_unit_from_the_table_and_its_areas_once(session: Session) -> None:
    offer = add_offer(
        session, make.enterprise(session), capability="55520000", areas=["TLG31", make.BIRMINGHAM]
    )
    assert offer.unit == "meals a day"
    assert [row.area for row in offer.areas] == [make.BIRMINGHAM]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"capability": "90000000"}, "capability"),
        ({"capability": "12345678"}, "capability"),
        ({"capacity": 0}, "capacity"),
        ({"unit_price": -1}, "unit_price"),
        ({"social_value": -1}, "social_value"),
        ({"areas": ["atlantis"]}, "area"),
    ],
)
def test_an_impossible_offer_is_refused(session: Session, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        add_offer(session, make.enterprise(session), **changes)
    assert refused.value.field == field


def test_one_capability_is_offered_once_in_a_place(session: Session) -> None:
    enterprise = make.enterprise(session)
    first = add_offer(session, enterprise)
    with pytest.raises(Refused, match="already offer this in United Kingdom"):
        add_offer(session, enterprise, areas=["UK"])
    second = add_offer(session, enterprise, areas=[SANDWELL])
    with pytest.raises(Refused, match="already offer this in Birmingham"):
        offers.add_area(session, SYSTEM, second.id, make.BIRMINGHAM)
    offers.withdraw_offer(session, SYSTEM, first.id)
    offers.add_area(session, SYSTEM, second.id, make.BIRMINGHAM)
    with pytest.raises(Refused):
        offers.offer_again(session, SYSTEM, first.id)
    add_offer(session, make.enterprise(session))


def test_a_renewed_credential_has_to_be_verified_again(session: Session) -> None:
    enterprise, adviser = make.enterprise(session), make.adviser(session)
    kind = credentials.all_types()[0].key
    held = credentials_actions.add_credential(session, SYSTEM, enterprise, kind, expires_on=TODAY)
    verifying.verify_credential(session, adviser, enterprise.id, held.id, TODAY)
    session.flush()
    assert held.verified_by_id == adviser.person_id
    renewed: dict[str, Any] = {
        "reference": "",
        "issuer": "",
        "issued_on": None,
        "expires_on": TODAY + timedelta(days=365),
    }
    seen = held.version
    credentials_actions.change_credential(session, SYSTEM, held.id, seen, **renewed)
    session.flush()
    assert held.verified_on is None
    with pytest.raises(Stale):
        credentials_actions.change_credential(session, SYSTEM, held.id, seen, **renewed)


def test_what_has_expired_cannot_be_verified(session: Session) -> None:
    enterprise = make.enterprise(session)
    held = make.credential(session, enterprise, "dbs", expires_on=TODAY)
    with pytest.raises(Refused, match="expired"):
        verifying.verify_credential(
            session, make.adviser(session), enterprise.id, held.id, TODAY + timedelta(days=1)
        )


def test_a_credential_of_another_enterprise_is_not_found_through_this_one(session: Session) -> None:
    held = make.credential(session, make.enterprise(session), "dbs")
    with pytest.raises(NotFound):
        verifying.verify_credential(
            session, make.adviser(session), make.enterprise(session).id, held.id, TODAY
        )


def test_only_an_adviser_verifies_and_vouches(session: Session) -> None:
    first, second = make.enterprise(session), make.enterprise(session)
    actor = make.member_of(session, first)
    with pytest.raises(NotAllowed):
        verifying.verify_enterprise(session, actor, first.id, Scheme.seuk, TODAY)
    with pytest.raises(NotAllowed):
        trust.vouch(session, actor, first, second, Closeness.once, "")


def test_proposing_what_the_other_side_proposed_confirms_it(session: Session) -> None:
    first, second = make.enterprise(session), make.enterprise(session)
    trust.propose_trust(session, make.member_of(session, first), first, second, Closeness.vouch, "")
    pair = trust.propose_trust(session, make.member_of(session, second), second, first, Closeness.several, "")
    assert (pair.state, pair.per_mille) == (TrustState.confirmed, 750)


def test_nobody_trusts_themselves(session: Session) -> None:
    enterprise = make.enterprise(session)
    with pytest.raises(Refused, match="This one is yours"):
        trust.propose_trust(
            session, make.member_of(session, enterprise), enterprise, enterprise, Closeness.met, ""
        )
    with pytest.raises(Refused, match="This one is yours"):
        incompatible.declare_incompatible(
            session, make.member_of(session, enterprise), enterprise, enterprise, ""
        )


def test_an_adviser_cannot_vouch_over_somebodys_withdrawal(session: Session) -> None:
    first, second = make.enterprise(session), make.enterprise(session)
    adviser, member = make.adviser(session), make.member_of(session, first)
    pair = trust.vouch(session, adviser, first, second, Closeness.several, "I was there.")
    trust.withdraw_vouch(session, adviser, pair.id)
    trust.vouch(session, adviser, first, second, Closeness.several, "I was there.")
    trust.withdraw_trust(session, member, first, pair.id)
    with pytest.raises(Refused, match="has withdrawn its trust"):
        trust.vouch(session, adviser, first, second, Closeness.several, "I was there.")
    trust.propose_trust(session, member, first, second, Closeness.met, "")
    assert pair.state is TrustState.proposed


def test_two_that_cannot_work_together_are_listed_once_whoever_declared_it(session: Session) -> None:
    first, second, third = (make.enterprise(session) for _ in range(3))
    incompatible.declare_incompatible(session, SYSTEM, second, first, "A")
    incompatible.declare_incompatible(session, SYSTEM, first, second, "B")
    incompatible.declare_incompatible(session, SYSTEM, first, second, "C")
    assert pairs.incompatible(session, [third.id, second.id, first.id]) == [(first.id, second.id)]
    mine = pairs.declared_incompatible(session, first)
    assert [pair.reason for pair in mine] == ["C"]
    incompatible.withdraw_incompatible(session, SYSTEM, first, mine[0].id)
    session.flush()
    assert pairs.incompatible(session, [second.id, first.id]) == [(first.id, second.id)], (
        "the other side still says so"
    )
