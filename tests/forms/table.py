"""What every form that posts does to what is stored: written by hand, so that it disagrees with a mistake.

EDITS: it changes or removes something that another may have changed since the page was opened, so it carries
a version. MAKES: it makes something, so it carries a key, and sent twice makes one. NEITHER: each with its
reason. A new route without a row fails. Ids and actors are those of tests/access/world.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NONE: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Step:
    """One form, filled and sent by `actor`: opened on `page` (an address, with ids in braces) or its own."""

    endpoint: str
    actor: str
    ids: str = ""
    typed: Mapping[str, Any] = field(default_factory=dict)
    page: str = ""


@dataclass(frozen=True)
class Edit:
    """Opened by `actor`, who types `typed`; meanwhile `other` is saved. `before` happens first of all."""

    actor: str
    ids: str
    typed: Mapping[str, Any]
    other: Step
    page: str = ""
    before: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Make:
    """Sent six times at once by `actor`; exactly one row more is then in `table`."""

    actor: str
    ids: str
    typed: Mapping[str, Any]
    table: str
    page: str = ""
    before: tuple[Step, ...] = ()


def _date(day: int, month: int, year: int) -> list[str]:
    return [str(day), str(month), str(year)]


PASSWORD = "umbrella dormouse kettle"
DRAFT = "tender_id=draft"
LOT, PACKAGE = f"{DRAFT} lot_id=draft_lot", f"{DRAFT} package_id=draft_package"
CREDENTIAL, OFFER = "credential_id=lead_credential", "offer_id=lead_offer"
MEMBER = "membership_id=lead_editor_membership"
ONE = "consortium_id=one"
DATES = {"starts_on": _date(1, 4, 2098), "ends_on": _date(31, 3, 2099)}
RECEIPT = Step(
    "bids.receipt",
    "lead",
    ONE,
    {"number": "1", "reference": "R-1", "day": _date(1, 3, 2024), "time": "14:30"},
)
OUTCOME = Step("bids.outcome", "lead_editor", ONE, {"outcome": "won", "feedback": "Saved by the second."})
UNSEEN_CREDENTIAL = "credential_id=unseen_credential"  # that no adviser has verified
CHANGED_UNSEEN_CREDENTIAL = Step(
    "enterprises.change_credential", "lead_editor", UNSEEN_CREDENTIAL, {"issuer": "Saved by the second"}
)
CHANGED_CREDENTIAL = Step(
    "enterprises.change_credential", "lead_editor", CREDENTIAL, {"issuer": "Saved by the second"}
)
PROPOSED_AGAIN = Step(
    "enterprises.propose",
    "member",
    "enterprise_id=lead_enterprise",
    {"how": "met", "basis": "Saved by the second"},
)

NEW_SUMMARY = Step("enterprises.about", "lead", "", {"summary": "A new summary.", "legal_form": "cio"})


def _by(endpoint: str, actor: str, ids: str, **typed: Any) -> Step:
    return Step(endpoint, actor, ids, typed)


MADE_OWNER = _by("accounts.change_role", "lead", MEMBER, role="owner", password=PASSWORD)

EVIDENCE = {
    "identifier_scheme": "companies_house",
    "identifier": "01234567",
    "website": "www.example.org",
    "senior_name": "Saved By The Second",
    "senior_position": "Director",
    "senior_email": "director@example.org",
}
ASKED = Step("accounts.ask_for_approval", "asking_adviser", "", EVIDENCE)

CORRECTED = {"title": "Saved by the second", "description": "Clean them.", "portal_url": ""}

EDITS: dict[str, Edit] = {
    "tenders.correct": Edit(
        "officer",
        "tender_id=claimed",
        {**CORRECTED, "title": "Typed by the first"},
        Step("tenders.correct", "officer_editor", "tender_id=claimed", CORRECTED),
    ),
    "accounts.ask_for_approval": Edit(
        "asking_adviser", "", {**EVIDENCE, "senior_name": "Typed By The First"}, ASKED
    ),
    "accounts.admission": Edit(
        "operator",
        "organisation_id=asking_organisation",
        {"decision": "more_needed", "reason": "Typed by the first."},
        ASKED,
    ),
    "accounts.change_name": Edit(
        "lead",
        "",
        {"name": "Typed By The First"},
        _by("accounts.change_name", "lead", "", name="Saved By The Second"),
    ),
    "accounts.change_organisation_name": Edit(
        "officer",
        "",
        {"organisation_name": "Typed By The First"},
        _by("accounts.change_organisation_name", "officer", "", organisation_name="Saved By The Second"),
    ),
    "accounts.change_role": Edit("lead", MEMBER, {"role": "editor"}, MADE_OWNER),
    "accounts.remove_member": Edit("lead", MEMBER, NONE, MADE_OWNER),
    "enterprises.about": Edit(
        "lead",
        "",
        {"summary": "Typed by the first.", "legal_form": "cio"},
        _by("enterprises.about", "lead_editor", "", summary="Saved by the second.", legal_form="cic_shares"),
    ),
    "enterprises.size": Edit(
        "lead", "", {"workforce": "71"}, _by("enterprises.size", "lead_editor", "", workforce="72")
    ),
    "enterprises.terms": Edit(
        "lead",
        "",
        {"joining_cost": "7,171"},
        _by("enterprises.terms", "lead_editor", "", joining_cost="7,272"),
    ),
    "enterprises.figures": Edit(
        "lead", "", {"who": "all"}, _by("enterprises.figures", "lead_editor", "", who="named")
    ),
    "enterprises.history": Edit(
        "lead",
        "",
        {"history": "Typed by the first."},
        _by("enterprises.history", "lead_editor", "", history="Saved by the second."),
    ),
    "enterprises.home_area": Edit(
        "lead",
        "",
        {"area": "E08000025"},
        Step(
            "enterprises.home_area",
            "lead_editor",
            "",
            {"area": "E08000028"},
            "/enterprise/home-area?q=Sandwell",
        ),
        "/enterprise/home-area?q=Sandwell",
    ),
    "enterprises.offer": Edit(
        "lead",
        OFFER,
        {"unit_price": "71.71"},
        _by("enterprises.offer", "lead_editor", OFFER, unit_price="72.72"),
    ),
    "enterprises.withdraw_offer": Edit(
        "lead", OFFER, NONE, _by("enterprises.offer", "lead_editor", OFFER, unit_price="72.72")
    ),
    "enterprises.change_credential": Edit(
        "lead", CREDENTIAL, {"issuer": "Typed by the first"}, CHANGED_CREDENTIAL
    ),
    "enterprises.withdraw_credential": Edit("lead", CREDENTIAL, NONE, CHANGED_CREDENTIAL),
    "enterprises.propose": Edit(
        "lead",
        "enterprise_id=outsider",
        {"how": "met", "basis": "Typed by the first"},
        _by(
            "enterprises.propose",
            "lead_editor",
            "enterprise_id=outsider",
            how="once",
            basis="Saved by the second",
        ),
    ),
    "enterprises.confirm": Edit("lead", "pair_id=proposed_to_lead", {"how": "once"}, PROPOSED_AGAIN),
    "enterprises.withdraw_trust": Edit("lead", "pair_id=proposed_to_lead", NONE, PROPOSED_AGAIN),
    "enterprises.declare_incompatible": Edit(
        "lead",
        "enterprise_id=outsider",
        {"reason": "Typed by the first"},
        _by(
            "enterprises.declare_incompatible",
            "lead_editor",
            "enterprise_id=outsider",
            reason="Saved by the second",
        ),
    ),
    "enterprises.verify": Edit(
        "adviser",
        "enterprise_id=lead_enterprise",
        {"scheme": "seuk"},
        _by("enterprises.verify", "adviser", "enterprise_id=lead_enterprise", scheme="cic_regulator"),
    ),
    "enterprises.verify_credential": Edit(
        "adviser",
        f"enterprise_id=lead_enterprise {UNSEEN_CREDENTIAL}",
        NONE,
        CHANGED_UNSEEN_CREDENTIAL,
        "/enterprises/{lead_enterprise}/register",
    ),
    "enterprises.vouch": Edit(
        "adviser",
        "enterprise_id=lead_enterprise other_id=outsider",
        {"how": "met", "basis": "Typed by the first"},
        _by(
            "enterprises.vouch",
            "other_adviser",
            "enterprise_id=lead_enterprise other_id=outsider",
            how="once",
            basis="Saved by the second",
        ),
    ),
    "tenders.about": Edit(
        "officer",
        DRAFT,
        {"title": "Typed by the first", "description": "Typed as well"},
        _by("tenders.about", "officer_editor", DRAFT, title="Saved by the second", description="Lunches"),
    ),
    "tenders.dates": Edit(
        "officer",
        DRAFT,
        {"deadline": _date(7, 1, 2098), **DATES},
        _by("tenders.dates", "officer_editor", DRAFT, deadline=_date(8, 2, 2098), **DATES),
    ),
    "tenders.change_lot": Edit(
        "officer",
        LOT,
        {"title": "Typed by the first"},
        _by("tenders.change_lot", "officer_editor", LOT, title="Saved by the second"),
    ),
    "tenders.remove_lot": Edit(
        "officer",
        LOT,
        NONE,
        _by("tenders.work_package", "officer_editor", PACKAGE, quantity="72"),
        before=(_by("tenders.new_lot", "officer", DRAFT, title="Another lot"),),
    ),
    "tenders.work_package": Edit(
        "officer",
        PACKAGE,
        {"quantity": "71"},
        _by("tenders.work_package", "officer_editor", PACKAGE, quantity="72"),
    ),
    "tenders.remove_work_package": Edit(
        "officer", PACKAGE, NONE, _by("tenders.work_package", "officer_editor", PACKAGE, quantity="72")
    ),
    "tenders.work_packages": Edit(
        "adviser",
        "tender_id=imported",
        NONE,
        _by(
            "tenders.work_package",
            "other_adviser",
            "tender_id=imported package_id=imported_package",
            quantity="72",
            capability="77314000",
            periods="12",
            area="E08000025",
        ),
    ),
    "tenders.check": Edit(
        "officer",
        DRAFT,
        {"notice": "has_notice", "notice_number": "Typed-by-the-first"},
        _by("tenders.about", "officer_editor", DRAFT, title="Saved by the second", description="Lunches"),
    ),
    "bids.outcome": Edit(
        "lead", ONE, {"outcome": "won", "feedback": "Typed by the first."}, OUTCOME, before=(RECEIPT,)
    ),
    "bids.feedback": Edit(
        "lead",
        ONE,
        {"feedback": "Typed by the first."},
        _by("bids.feedback", "lead_editor", ONE, feedback="Saved after that by the second."),
        before=(RECEIPT, OUTCOME),
    ),
}

OUTSIDER = "enterprise_id=outsider"
MAKES: dict[str, Make] = {
    "accounts.register": Make("visitor", "", {"email": "new@example.org"}, "registrations"),
    "accounts.forgotten_password": Make("visitor", "", {"email": "{lead_email}"}, "password_resets"),
    "accounts.finish_registration": Make(
        "visitor",
        "token=registration",
        {
            "name": "New Person",
            "password": PASSWORD,
            "kind": "enterprise",
            "organisation_name": "New Kitchens CIC",
            "terms": "y",
        },
        "people",
    ),
    "accounts.new_organisation": Make(
        "newcomer",
        "",
        {"kind": "enterprise", "organisation_name": "Second Kitchens CIC", "terms": "y"},
        "organisations",
    ),
    "accounts.invite": Make("lead", "", {"email": "colleague@example.org", "role": "editor"}, "invitations"),
    "accounts.accept_invitation": Make(
        "newcomer", "token=invitation", NONE, "memberships", "/invitations/{invitation}"
    ),
    "enterprises.start": Make("beginner", "", NONE, "enterprises", "/enterprise"),
    "enterprises.new_offer": Make(
        "lead", "capability=55520000", {"capacity": "7", "unit_price": "5"}, "offers"
    ),
    "enterprises.new_credential": Make(
        "lead", "", {"type": "living_wage", "expires_on": _date(1, 3, 2099)}, "credentials"
    ),
    "enterprises.propose": Make("lead", OUTSIDER, {"how": "met", "basis": "A fair."}, "trust_pairs"),
    "enterprises.declare_incompatible": Make(
        "lead", OUTSIDER, {"reason": "We fell out."}, "incompatible_pairs"
    ),
    "enterprises.vouch": Make(
        "adviser",
        "enterprise_id=lead_enterprise other_id=outsider",
        {"how": "met", "basis": "A fair."},
        "trust_pairs",
    ),
    "tenders.new": Make("officer", "", {"title": "Lunches", "description": "Forty a day."}, "tenders"),
    "tenders.new_lot": Make("officer", DRAFT, {"title": "Another lot"}, "lots"),
    "tenders.conditions": Make(
        "officer", DRAFT, {"kind": "text", "text": "Keep a second log."}, "conditions"
    ),
    "tenders.criteria": Make(
        "officer", DRAFT, {"kind": "quality", "name": "Method", "weight": "40"}, "criteria"
    ),
    "tenders.copy": Make("adviser", "tender_id=imported", {"buyer_name": "Invented Trust"}, "tenders"),
    "tenders.copy_as_draft": Make("officer", "tender_id=published", NONE, "tenders", "/tenders/{published}"),
    "tenders.new_work_package": Make(
        "officer",
        LOT,
        {"capability": "90910000", "area": "E08000025", "quantity": "40", "periods": "12"},
        "work_packages",
    ),
    "tenders.your_offers": Make(
        "narrow",
        "tender_id=wide_tender",
        {"work_package_id": "{wide_package}", "offer_id": "{narrow_offer}"},
        "offer_confirmations",
    ),
    "ocds.import_notices": Make("officer", "", {"file": "a notice"}, "tenders"),
    "consortia.ask": Make(
        "adviser", "tender_id=published", NONE, "enquiries", "/tenders/{published}/enquiries/new"
    ),
    "consortia.ask_again": Make("adviser", "enquiry_id=enquiry", NONE, "enquiries", "/enquiries/{enquiry}"),
    "consortia.adopt": Make(
        "broker",
        "proposal_id=free_proposal",
        {"name": "Two parks", "joint_reason": "Neither could alone."},
        "consortia",
    ),
    "bids.ask_for_pack": Make("lead", ONE, NONE, "bid_packs", "/consortia/{one}/bid", before=(NEW_SUMMARY,)),
}

NEITHER: dict[str, str] = {
    "ocds.publish_here": "published once",
    "ocds.suggestion": "carries the tender's version, and is decided once",
    "ocds.claim": "an authority has one claim on a notice",
    "ocds.decide_claim": "is decided once",
    "accounts.sign_in": "each sign-in is one browser's own",
    "accounts.accept_terms": "accepts one version of the terms, which the form names",
    "accounts.sign_in_code": "each sign-in is one browser's own, and a code works once",
    "accounts.sign_in_recovery": "each sign-in is one browser's own, and a code works once",
    "accounts.second_factor": "begins, and begun again replaces what was begun",
    "accounts.set_up_second_factor": "ends what was begun, once",
    "accounts.recovery_codes": "asks for the password, and replaces the codes of the same person",
    "accounts.turn_off_second_factor": "asks for the password; ends once",
    "accounts.change_email": "waits for links in two mailboxes; asked again, replaces what waited",
    "accounts.confirm_new_email": "its link works once",
    "accounts.confirm_old_email": "its link works once",
    "accounts.stop_email_change": "its link works once",
    "accounts.end_session": "ends once",
    "accounts.sign_out": "ends what has ended only once",
    "accounts.sign_out_everywhere": "ends what has ended only once",
    "accounts.act_for": "chooses, and keeps nothing but the choice",
    "accounts.change_password": "asks for the present password, which a stale page does not have",
    "accounts.reset_password": "its link works once",
    "accounts.withdraw_invitation": "an invitation cannot be edited, and ends once",
    "enterprises.offer_areas": "adds to or takes from a set, one area at a time",
    "enterprises.offer_again": "a state that has two values and is no edit",
    "enterprises.withdraw_incompatible": "ends once; the reason is the same side's own",
    "enterprises.withdraw_verification": "ends once",
    "enterprises.withdraw_credential_verification": "ends once",
    "enterprises.withdraw_vouch": "ends once",
    "home.own_data": "gives a copy, and changes nothing",
    "home.organisation_data": "gives a copy, and changes nothing",
    "home.erase_account": "asks for the password; ends once",
    "home.close_organisation": "asks for the password; ends once",
    "tenders.remove_condition": "a condition cannot be edited, only removed and made anew",
    "tenders.remove_criterion": "a criterion cannot be edited, only removed and made anew",
    "tenders.withdraw": "a published tender cannot be edited; ends once",
    "tenders.take_back_offer": "ends once",
    "consortia.cancel_enquiry": "ends once",
    "consortia.accept": "a promise cannot be edited; the ledger holds it once",
    "consortia.decline": "ends once",
    "consortia.leave": "ends once",
    "consortia.dissolve": "ends once",
    "bids.receipt": "a bid is sent once; the second is refused",
    "bids.retry_pack": "prints the same frozen data",
}
