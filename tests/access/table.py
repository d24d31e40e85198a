"""Who may use which route: written by hand, never derived from the code, so that it disagrees with a mistake.

Actors stand in relations to one world (see world.py): an agreed consortium "one" of the lead's, the member's
and a third enterprise; a forming consortium "two", in which `invited` has still to answer; a published tender
that `officer` owns and a draft of theirs; an imported tender that nobody owns. The asking ones belong to
organisations that wait for approval; the operator runs the site.
"""

from __future__ import annotations

from dataclasses import dataclass

EVERYBODY = frozenset(
    [
        "visitor",
        "newcomer",
        "lead",
        "lead_editor",
        "member",
        "invited",
        "adviser",
        "other_adviser",
        "officer",
        "officer_editor",
        "other_officer",
        "asking_adviser",
        "asking_officer",
        "operator",
    ]
)
NOBODY: frozenset[str] = frozenset()
SIGNED_IN = EVERYBODY - {"visitor"}
ORGANISED = SIGNED_IN - {"newcomer"}
OWNERS = ORGANISED - {"lead_editor", "officer_editor"}
ENTERPRISES = frozenset({"lead", "lead_editor", "member", "invited"})
ADVISERS = frozenset({"adviser", "other_adviser"})  # of approved bodies
ADVISER = frozenset({"adviser"})
ASKING = frozenset({"asking_adviser", "asking_officer"})  # of organisations that wait to be approved
OFFICERS = frozenset({"officer", "officer_editor", "other_officer"})
BUYERS = OFFICERS | {"asking_officer"}
OPERATORS = frozenset({"operator"})
AUTHORITY = frozenset({"officer", "officer_editor"})
LEAD = frozenset({"lead", "lead_editor"})
PARTIES = LEAD | {"member", "adviser"}


@dataclass(frozen=True)
class Row:
    """One route: which rows its address names, and who may get and who may post it (None: no such method)."""

    get: frozenset[str] | None = None
    post: frozenset[str] | None = None
    ids: str = ""  # "consortium_id=one" …: names in the world


def both(who: frozenset[str], ids: str = "") -> Row:
    return Row(who, who, ids)


TABLE: dict[str, Row] = {
    # what everybody may see
    "home.home": Row(EVERYBODY),
    "home.help": Row(EVERYBODY),
    "home.accessibility": Row(EVERYBODY),
    "home.privacy": Row(EVERYBODY),
    "home.acknowledgements": Row(EVERYBODY),
    "home.health": Row(EVERYBODY),
    "home.ready": Row(EVERYBODY),
    "gallery.components": Row(EVERYBODY),
    "static": Row(EVERYBODY, ids="filename=css/app.css"),
    "enterprises.directory": Row(EVERYBODY),
    "enterprises.enterprise": Row(EVERYBODY, ids="enterprise_id=lead_enterprise"),
    "tenders.tenders": Row(EVERYBODY),
    "tenders.tender": Row(EVERYBODY, ids="tender_id=published"),
    # accounts
    "accounts.sign_in": both(EVERYBODY),
    "accounts.register": both(EVERYBODY),
    "accounts.register_sent": Row(EVERYBODY),
    "accounts.finish_registration": Row(NOBODY, NOBODY, "token=unknown"),  # only with a link that lives
    "accounts.forgotten_password": both(EVERYBODY),
    "accounts.reset_sent": Row(EVERYBODY),
    "accounts.reset_password": Row(NOBODY, NOBODY, "token=unknown"),
    "accounts.invitation": Row(NOBODY, None, "token=unknown"),
    "accounts.accept_invitation": Row(None, NOBODY, "token=unknown"),
    "accounts.sign_in_code": both(NOBODY),  # only after the right password; others are sent to begin again
    "accounts.sign_in_recovery": both(NOBODY),
    "accounts.sign_out": Row(None, EVERYBODY),
    "accounts.account": Row(SIGNED_IN),
    "accounts.change_name": both(SIGNED_IN),
    "accounts.change_password": both(SIGNED_IN),
    "accounts.second_factor": both(SIGNED_IN),
    "accounts.set_up_second_factor": both(SIGNED_IN),
    "accounts.recovery_codes": both(SIGNED_IN),
    "accounts.turn_off_second_factor": both(SIGNED_IN),
    "accounts.change_email": both(SIGNED_IN),
    "accounts.email_change_sent": Row(SIGNED_IN),
    "accounts.confirm_old_email": both(NOBODY, "token=unknown"),
    "accounts.confirm_new_email": both(NOBODY, "token=unknown"),
    "accounts.stop_email_change": Row(None, NOBODY, "token=unknown"),
    "accounts.sessions": Row(SIGNED_IN),
    "accounts.end_session": Row(None, frozenset({"lead"}), "sign_in_id=lead_sign_in"),
    "accounts.sign_out_everywhere": Row(None, SIGNED_IN),
    "accounts.act_for": Row(None, LEAD, "organisation_id=lead_organisation"),
    "accounts.new_organisation": both(SIGNED_IN),
    "accounts.organisation": Row(ORGANISED),
    "accounts.change_organisation_name": both(OWNERS),
    "accounts.invite": both(OWNERS),
    "accounts.withdraw_invitation": Row(None, frozenset({"lead"}), "invitation_id=lead_invitation"),
    "accounts.change_role": both(frozenset({"lead"}), "membership_id=lead_editor_membership"),
    "accounts.remove_member": both(LEAD, "membership_id=lead_editor_membership"),
    "accounts.data_sharing_terms": Row(EVERYBODY),
    "accounts.accept_terms": Row(ORGANISED, OWNERS),
    "accounts.ask_for_approval": both(ASKING),
    "accounts.admissions": Row(OPERATORS),
    "accounts.admission": both(OPERATORS, "organisation_id=asking_organisation"),
    "home.own_data": both(SIGNED_IN),
    "home.erase_account": both(SIGNED_IN),
    "home.organisation_data": both(OWNERS),
    "home.close_organisation": both(OWNERS),
    # an enterprise's own pages
    "enterprises.own": Row(ENTERPRISES),
    "enterprises.start": Row(None, ENTERPRISES),
    "enterprises.about": both(ENTERPRISES),
    "enterprises.history": both(ENTERPRISES),
    "enterprises.home_area": both(ENTERPRISES),
    "enterprises.size": both(ENTERPRISES),
    "enterprises.terms": both(ENTERPRISES),
    "enterprises.figures": both(ENTERPRISES),
    "enterprises.viewings": Row(ENTERPRISES),
    "enterprises.capacity": Row(ENTERPRISES),
    "enterprises.offers": Row(ENTERPRISES),
    "enterprises.choose_capability": Row(ENTERPRISES),
    "enterprises.new_offer": both(ENTERPRISES, "capability=90910000"),
    "enterprises.offer": both(LEAD, "offer_id=lead_offer"),
    "enterprises.offer_areas": both(LEAD, "offer_id=lead_offer"),
    "enterprises.withdraw_offer": both(LEAD, "offer_id=lead_offer"),
    "enterprises.offer_again": Row(None, LEAD, "offer_id=lead_withdrawn_offer"),
    "enterprises.credentials": Row(ENTERPRISES),
    "enterprises.new_credential": both(ENTERPRISES),
    "enterprises.change_credential": both(LEAD, "credential_id=lead_credential"),
    "enterprises.withdraw_credential": both(LEAD, "credential_id=lead_credential"),
    "enterprises.trust": Row(ENTERPRISES),
    "enterprises.choose_partner": Row(ENTERPRISES),
    "enterprises.propose": both(ENTERPRISES, "enterprise_id=third_enterprise"),
    "enterprises.confirm": both(LEAD, "pair_id=proposed_to_lead"),
    "enterprises.withdraw_trust": both(LEAD | {"member"}, "pair_id=proposed_to_lead"),
    "enterprises.declare_incompatible": both(ENTERPRISES, "enterprise_id=third_enterprise"),
    "enterprises.withdraw_incompatible": Row(None, LEAD, "pair_id=lead_incompatible"),
    # the register, for advisers
    "enterprises.register_entry": Row(ADVISERS, ids="enterprise_id=lead_enterprise"),
    "enterprises.register_capacity": Row(ADVISERS, ids="enterprise_id=lead_enterprise"),
    "enterprises.verify": both(ADVISERS, "enterprise_id=lead_enterprise"),
    "enterprises.withdraw_verification": Row(None, ADVISER, "enterprise_id=lead_enterprise"),
    "enterprises.verify_credential": Row(
        None, ADVISERS, "enterprise_id=lead_enterprise credential_id=lead_credential"
    ),
    "enterprises.withdraw_credential_verification": Row(
        None, ADVISER, "enterprise_id=lead_enterprise credential_id=lead_credential"
    ),
    "enterprises.choose_vouched": Row(ADVISERS, ids="enterprise_id=lead_enterprise"),
    "enterprises.vouch": both(ADVISERS, "enterprise_id=lead_enterprise other_id=third_enterprise"),
    "enterprises.withdraw_vouch": Row(None, ADVISER, "enterprise_id=lead_enterprise pair_id=vouched"),
    # tenders
    "tenders.yours": Row(BUYERS | ADVISERS),
    "tenders.new": both(BUYERS),
    "ocds.import_notices": both(OFFICERS | ADVISERS),
    "ocds.imports": Row(OFFICERS | ADVISERS),
    "ocds.publish_here": both(frozenset({"adviser"}), "tender_id=preview"),
    "ocds.suggestion": both(frozenset({"adviser"}), "tender_id=brought suggestion_id=suggestion"),
    "ocds.claim": both(OFFICERS, "tender_id=imported"),
    "ocds.operator_notices": Row(OPERATORS),
    "ocds.decide_claim": both(OPERATORS, "claim_id=claim"),
    "ocds.imported_file": Row(AUTHORITY, ids="file_id=imported_file"),
    "ocds.imported_file_progress": Row(AUTHORITY, ids="file_id=imported_file"),
    "ocds.source": Row(OFFICERS | ADVISERS, ids="tender_id=imported release_id=release"),
    "tenders.write": Row(AUTHORITY, ids="tender_id=draft"),
    "tenders.about": both(AUTHORITY, "tender_id=draft"),
    "tenders.lots": Row(AUTHORITY, ids="tender_id=draft"),
    "tenders.new_lot": both(AUTHORITY, "tender_id=draft"),
    "tenders.change_lot": both(AUTHORITY, "tender_id=draft lot_id=draft_lot"),
    "tenders.remove_lot": both(AUTHORITY, "tender_id=draft lot_id=draft_lot"),
    "tenders.conditions": both(AUTHORITY, "tender_id=draft"),
    "tenders.remove_condition": Row(None, AUTHORITY, "tender_id=draft condition_id=draft_condition"),
    "tenders.criteria": both(AUTHORITY, "tender_id=draft"),
    "tenders.remove_criterion": Row(None, AUTHORITY, "tender_id=draft criterion_id=draft_criterion"),
    "tenders.dates": both(AUTHORITY, "tender_id=draft"),
    "tenders.check": both(AUTHORITY, "tender_id=draft"),
    "tenders.withdraw": both(AUTHORITY, "tender_id=published"),
    "tenders.correct": both(AUTHORITY, "tender_id=claimed"),
    "tenders.copy": both(OFFICERS | ADVISERS, "tender_id=imported"),
    "tenders.copy_as_draft": Row(None, AUTHORITY, "tender_id=published"),
    "tenders.work_packages": both(ADVISERS, "tender_id=imported"),
    "tenders.work_package": both(AUTHORITY, "tender_id=draft package_id=draft_package"),
    "tenders.new_work_package": both(AUTHORITY, "tender_id=draft lot_id=draft_lot"),
    "tenders.remove_work_package": both(AUTHORITY, "tender_id=draft package_id=draft_package"),
    "tenders.your_offers": both(ENTERPRISES, "tender_id=published"),
    "tenders.take_back_offer": Row(
        None, ENTERPRISES, "tender_id=published"
    ),  # an empty form takes nothing back
    # enquiries and proposals: the adviser body that asked
    "consortia.enquiries": Row(ADVISERS, ids="tender_id=published"),
    "consortia.new_enquiry": Row(ADVISERS, ids="tender_id=published"),
    "consortia.ask": Row(None, ADVISERS, "tender_id=published"),
    "consortia.enquiry": Row(frozenset({"adviser"}), ids="enquiry_id=enquiry"),
    "consortia.enquiry_progress": Row(frozenset({"adviser"}), ids="enquiry_id=enquiry"),
    "consortia.ask_again": Row(None, frozenset({"adviser"}), "enquiry_id=enquiry"),
    "consortia.cancel_enquiry": Row(None, frozenset({"adviser"}), "enquiry_id=enquiry"),
    "consortia.proposal": Row(frozenset({"adviser"}), ids="proposal_id=proposal"),
    "consortia.adopt": both(frozenset({"adviser"}), "proposal_id=proposal"),
    # consortia: their adviser body and their members
    "consortia.consortia": Row(ADVISERS | ENTERPRISES),
    "consortia.consortium": Row(PARTIES, ids="consortium_id=one"),
    "consortia.accept": Row(None, frozenset({"invited"}), "consortium_id=two"),
    "consortia.decline": both(frozenset({"invited"}), "consortium_id=two"),
    "consortia.leave": both(LEAD | {"member"}, "consortium_id=one"),
    "consortia.dissolve": both(frozenset({"adviser"}), "consortium_id=one"),
    # the bid: the same, and of the members only those that said yes
    "bids.bid": Row(PARTIES, ids="consortium_id=one"),
    "bids.ask_for_pack": Row(None, LEAD | {"adviser"}, "consortium_id=one"),
    "bids.pack_progress": Row(PARTIES, ids="pack_id=pack"),
    "bids.retry_pack": Row(None, LEAD | {"adviser"}, "pack_id=pack"),
    "bids.copy": Row(frozenset({"member", "adviser"}), ids="copy_id=members_copy"),
    "bids.receipt": both(LEAD, "consortium_id=one"),
    "bids.outcome": both(LEAD, "consortium_id=one"),
    "bids.feedback": both(LEAD, "consortium_id=one"),
}

REGISTER_PAGES = ("enterprises.register_entry", "enterprises.register_capacity", "enterprises.choose_vouched")

# The same route again with another row: what a relation to that row changes.
MORE: tuple[tuple[str, Row], ...] = (
    ("tenders.tender", Row(AUTHORITY, ids="tender_id=draft")),
    ("tenders.tender", Row(EVERYBODY, ids="tender_id=imported")),
    ("consortia.consortium", Row(frozenset({"invited", "other_adviser"}), ids="consortium_id=two")),
    ("consortia.dissolve", both(frozenset({"other_adviser"}), "consortium_id=two")),
    (
        "bids.bid",
        Row(frozenset({"other_adviser"}), ids="consortium_id=two"),
    ),  # invited: not before saying yes
    ("bids.copy", Row(LEAD | {"adviser"}, ids="copy_id=leads_copy")),
    ("bids.copy", Row(PARTIES - {"member"}, ids="copy_id=buyers_copy")),
    # an enterprise that shows its figures to the adviser’s body alone
    *((endpoint, Row(ids="enterprise_id=reserved_enterprise", get=ADVISER)) for endpoint in REGISTER_PAGES),
    ("enterprises.verify", both(ADVISER, "enterprise_id=reserved_enterprise")),
    ("enterprises.vouch", both(ADVISER, "enterprise_id=reserved_enterprise other_id=third_enterprise")),
    ("enterprises.vouch", both(ADVISER, "enterprise_id=third_enterprise other_id=reserved_enterprise")),
    (
        "enterprises.verify_credential",
        Row(None, ADVISER, "enterprise_id=reserved_enterprise credential_id=reserved_credential"),
    ),
    # a suspended one is seen by nobody
    ("enterprises.enterprise", Row(NOBODY, ids="enterprise_id=suspended_enterprise")),
    *((endpoint, Row(ids="enterprise_id=suspended_enterprise", get=NOBODY)) for endpoint in REGISTER_PAGES),
    ("enterprises.propose", both(NOBODY, "enterprise_id=suspended_enterprise")),
    ("tenders.about", both(NOBODY, "tender_id=imported")),
    # an imported notice: its importer until the buyer claims it
    ("tenders.tender", Row(frozenset({"adviser", "operator"}), ids="tender_id=preview")),
    ("tenders.work_packages", both(frozenset({"adviser"}), "tender_id=preview")),
    ("ocds.claim", both(NOBODY, "tender_id=preview")),
    ("ocds.claim", both(AUTHORITY, "tender_id=claimed")),
    ("ocds.publish_here", both(OPERATORS, "tender_id=imported")),
    ("tenders.work_packages", both(AUTHORITY, "tender_id=claimed")),
    ("tenders.withdraw", both(AUTHORITY, "tender_id=claimed")),
    ("tenders.correct", both(NOBODY, "tender_id=imported")),
    ("tenders.correct", both(NOBODY, "tender_id=brought")),
    (
        "tenders.about",
        both(AUTHORITY, "tender_id=claimed"),
    ),  # let in, and told that the text is corrected elsewhere
    ("tenders.work_packages", both(AUTHORITY, "tender_id=draft")),
    ("tenders.copy", both(OFFICERS, "tender_id=published")),
    ("accounts.act_for", Row(None, frozenset({"adviser"}), "organisation_id=adviser_organisation")),
)
