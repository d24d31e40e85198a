"""Differences between rows and record, made without the product, and the sentence expected for each."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from app.accounts.models import Membership, Person, SecondFactor
from app.foundation.actor import Role

AT = datetime(2026, 11, 1, tzinfo=UTC)

# What someone with a database console could do, and the sentence expected. `{sent}`, `{forming}`
# and `{pack}` are rows of the world.
OFFER = "(SELECT min(offer_id) FROM capacity_holds WHERE state = 'held')"
HELD = "(SELECT min(id) FROM capacity_holds WHERE state = 'held')"
PLANTED = {
    "people": (
        (
            "UPDATE people SET state = 'suspended' WHERE id = 1",
            r"Person 1: state is suspended .* active in the record",
        ),
        (
            sa.insert(Person).values(id=99901, name="x", email="x@y.z", password_hash="!"),
            r"Person 99901 is in the database but no entry in the record created it",
        ),
        (
            sa.insert(SecondFactor).values(id=99904, person_id=8, sealed_secret="x", confirmed_at=AT),
            r"Person 8 has a second factor in the database, none in the record",
        ),
        ("UPDATE organisations SET name = 'Another' WHERE id = 2", r"Organisation 2: name is another text"),
        (
            (
                "UPDATE organisations SET kind = 'adviser_body' WHERE id = (SELECT min(id) FROM organisations"
                " WHERE kind = 'enterprise')"
            ),
            r"Organisation \d+: kind is adviser body in the database, enterprise in the record",
        ),
        (
            "UPDATE organisations SET standing = 'suspended' WHERE id = 3",
            r"Organisation 3: standing is suspended",
        ),
        (
            "UPDATE terms_acceptances SET version = 9 WHERE id = 1",
            r"Acceptance of terms 1: version is 9 in the",
        ),
        (
            "UPDATE memberships SET role = 'editor' WHERE id = 1",
            r"Membership 1: role is editor .* owner in the record",
        ),
        ("UPDATE memberships SET organisation_id = 9 WHERE id = 2", r"Membership 2: organisation is 9 "),
        ("DELETE FROM memberships WHERE id = 5", r"Membership 5 is in the record but missing"),
        (
            sa.insert(Membership).values(id=99902, person_id=7, organisation_id=1, role=Role.owner),
            r"Membership 99902 is in the database but no entry",
        ),
    ),
    "register": (
        (
            (
                "UPDATE enterprises SET verified_on = NULL WHERE id = (SELECT min(id) FROM enterprises "
                "WHERE verified_on IS NOT NULL)"
            ),
            r"Enterprise \d+: verified on is nothing",
        ),
        (
            (
                "UPDATE enterprises SET verified_on = '2026-01-02', verified_by_id = 1 WHERE id = (SELECT"
                " min(id) FROM enterprises WHERE verified_on IS NULL)"
            ),
            r"Enterprise \d+: verified on is 2026-01-02 in the database, nothing in the record",
        ),
        (
            (
                "UPDATE credentials SET verified_on = '2026-01-03', verified_by_id = 1 WHERE id = (SELECT"
                " min(id) FROM credentials WHERE reference = 'renewed')"
            ),
            r"Credential \d+: verified on is 2026-01-03 in the database, nothing in the record",
        ),
        (
            "UPDATE credentials SET expires_on = '2039-12-31' WHERE id = 1",
            r"Credential 1: expires on is 2039-12-31",
        ),
        ("UPDATE credentials SET type = 'iso14001' WHERE id = 2", r"Credential 2: type is another text"),
        (
            "UPDATE credentials SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL",
            r"Credential \d+ is in force in the database, withdrawn in the record",
        ),
        (
            "UPDATE credentials SET withdrawn_at = 1 WHERE id = 9",
            r"Credential 9 is withdrawn in the database",
        ),
        (f"UPDATE offers SET held = held - 1 WHERE id = {OFFER}", r"Offer \d+: held is \d+ in the"),
        (f"UPDATE capacity_holds SET quantity = 77777 WHERE id = {HELD}", r"Offer \d+: 77777 is held for"),
        (
            "UPDATE offers SET capacity = capacity + 7 WHERE id = 1",
            r"Offer 1: capacity is \d+ in the database",
        ),
        (
            "UPDATE offers SET state = 'withdrawn' WHERE id = 2",
            r"Offer 2: state is withdrawn .* active in the record",
        ),
        ("DELETE FROM offer_areas WHERE offer_id = 3", r"Offer 3: area \w+ is in the record but missing"),
        (
            "INSERT INTO offer_areas (offer_id, area) VALUES (4, 'UK')",
            r"Offer 4: area UK is in the database but not",
        ),
        (
            "UPDATE trust_pairs SET per_mille = 999 WHERE id = 1",
            r"Trust pair 1: per mille is 999 in the database",
        ),
        (
            "UPDATE trust_pairs SET state = 'withdrawn' WHERE id = 2",
            r"Trust pair 2: state is withdrawn .* or vouched",
        ),
        ("DELETE FROM incompatible_pairs WHERE id = 1", r"Incompatible pair 1 is in the record but missing"),
    ),
    "tenders": (
        (
            "UPDATE tenders SET state = 'withdrawn' WHERE id = 1",
            r"Tender 1: state is withdrawn .* published in the",
        ),
        (
            "UPDATE work_packages SET state = 'draft'",
            r"Work package \d+ is a draft in the database, confirmed in the record",
        ),
        (
            "UPDATE notice_releases SET source = data FROM bid_packs WHERE notice_releases.id = 1",
            r"Notice 1: its text",
        ),
    ),
    "consortia": (
        (
            "UPDATE enquiries SET state = 'failed' WHERE id = 1",
            r"Enquiry 1: state is failed .* answered in the record",
        ),
        ("UPDATE enquiries SET problem = outcome WHERE id = 1", r"Enquiry 1: its question is not the one"),
        ("UPDATE enquiries SET outcome = problem WHERE id = 2", r"Enquiry 2: its answer is not the one"),
        (
            (
                "INSERT INTO proposals (id, enquiry_id, rank, lead_id, objective, price, value, social_value,"
                " trust_gap, shortfall, bound, proven, gap_bp, dearer_bp) SELECT 99903, enquiry_id, 77,"
                " lead_id, objective, price, value, social_value, trust_gap, shortfall, bound, proven,"
                " gap_bp, dearer_bp FROM proposals WHERE id = 1"
            ),
            r"Enquiry 1 has 2 proposals in the database, 1 in the record",
        ),
        (
            "UPDATE members SET state = 'invited' WHERE consortium_id = {sent} AND NOT is_lead",
            r"Member \d+: state is invited in the database, accepted in the record",
        ),
        (
            "UPDATE members SET answered_by_id = 1 WHERE consortium_id = {sent} AND is_lead",
            r"Member \d+: answered by is 1 in the database",
        ),
        ("UPDATE consortia SET state = 'won' WHERE id = {sent}", r"Consortium {sent}: state is won"),
        (
            "DELETE FROM consortium_lots WHERE consortium_id = {sent}",
            r"Consortium {sent} bids for different lots",
        ),
        (
            (
                "UPDATE promises SET quantity = quantity + 1 WHERE member_id IN (SELECT id FROM members "
                "WHERE consortium_id = {forming} AND state = 'accepted')"
            ),
            r"Consortium {forming}: \d+ of offer \d+ is held for work_packages:\d+, but its members promised",
        ),
    ),
    "proposals": (
        ("UPDATE proposals SET price = price - 1 WHERE id = 1", r"Proposal 1: its figures are not those"),
        (
            "UPDATE proposal_members SET is_lead = NOT is_lead WHERE proposal_id = 1",
            r"Proposal 1: its members are not",
        ),
        (
            "UPDATE allocations SET unit_price = unit_price + 1 WHERE proposal_id = 2",
            r"Proposal 2: its quantities or",
        ),
        (
            (
                "UPDATE promises SET unit_price = unit_price + 1 WHERE member_id IN (SELECT id FROM members "
                "WHERE consortium_id = {sent} AND is_lead)"
            ),
            r"Consortium {sent}: what enterprise \d+ promises is not what the proposal",
        ),
    ),
    "bids": (
        (
            "UPDATE bids SET receipt_reference = 'FORGED' WHERE id = 1",
            r"Bid 1: receipt reference is another text",
        ),
        ("UPDATE bids SET receipt_at = receipt_at - 60000000 WHERE id = 1", r"Bid 1: receipt at is "),
        ("UPDATE bids SET outcome = 'won' WHERE id = 1", r"Bid 1: outcome is won in the database"),
        (
            "UPDATE bid_packs SET data = '' WHERE id = {pack}",
            r"Bid pack {pack}: its frozen data is not what was printed",
        ),
        ("UPDATE bid_packs SET state = 'failed' WHERE id = {pack}", r"Bid pack {pack}: state is failed"),
        (
            "UPDATE bid_pack_copies SET sha256 = '"
            + "0" * 64
            + "' WHERE pack_id = {pack} AND audience = 'lead'",
            r"Bid pack {pack}: its lead copy is not the document that was made",
        ),
        ("DELETE FROM bid_pack_copies WHERE audience = 'member'", r"Bid pack {pack}: its copies in"),
    ),
}
