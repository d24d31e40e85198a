"""Every audited table and every verb of the record is compared, or this says why not."""

from __future__ import annotations

import ast
import re

import app.models  # noqa: F401
from app.accounts.actions.admission import VERBS
from app.foundation.audit import Unaudited
from app.foundation.config import PROJECT_DIR
from app.foundation.database import Base
from app.record.check import bids, consortia, people, register, tenders
from tests.record.planted import PLANTED

CHECK = PROJECT_DIR / "app" / "record" / "check"
# Tables that `flask check` reads in other ways than by replaying their own entries: each has a planted
# difference.
READ_OTHERWISE = {
    "allocations",
    "bid_pack_copies",
    "capacity_holds",
    "consortium_lots",
    "notice_releases",
    "offer_areas",
    "promises",
    "proposal_members",
    "proposals",
    "work_packages",
}
# Tables of which the record says only that they changed, so that there is nothing to compare.
NOT_IN_THE_RECORD = {
    "admission_requests": "the evidence is private; its decision is compared in the organisation's standing",
    "awards": "read from a notice, whose text is compared",
    "conditions": "its text stands in the tender only",
    "criteria": "its text stands in the tender only",
    "figure_permissions": "the record says that the choice changed, not which bodies were named",
    "lot_claims": "repeats the states of consortia and members, which are compared",
    "lots": "its text stands in the tender only",
    "tender_documents": "links, read from a notice, whose text is compared",
}
# Verbs that say that something happened which leaves nothing to compare.
LEAVE_NOTHING = {
    "backup.made",
    "backup.restored",
    "bid.feedback",
    "enterprise.changed",
    "enterprise.figures_shared",
    "notice.claimed",
    "notice.kept",
    "notice.quarantined",
    "notice_file.applied",
    "organisation.closed",
    "organisation.exported",
    "person.email_change_asked",
    "person.email_change_stopped",
    "person.email_changed",
    "person.erased",
    "person.exported",
    "person.recovery_code_used",
    "person.recovery_codes_made",
    "prices.shared",
    "sample.closed",
    "sample.loaded",
    "tender.corrected",
    "tender.import_updated",
    "tender.published_from_notice",
    "tender.sibling_noted",
    "tender.work_package_added",
    "tender.work_package_removed",
    "tender.work_packages_drafted",
}
# Verbs that the comparisons put together from a table's word and a state.
MADE_UP = (
    r"(credential|enterprise)\.(verified|verification_withdrawn|changed)|offer\.area_(added|removed)|"
    r"tender\.(closed|withdrawn)"
)
TOLD_BY_VARIABLE = {
    "VERBS[standing]",
    "f'tender.{target.name}'",
    "f'{verb}.verification_withdrawn'",
    "verb",
}


def audited_tables() -> set[str]:
    return {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if not issubclass(mapper.class_, Unaudited)
    }


def verbs() -> dict[str, str]:
    """Every verb that the product records, and a file that does."""
    recorded_in: dict[str, str] = {}
    for path in sorted((PROJECT_DIR / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                verb = node.args[2]
                name = str(verb.value) if isinstance(verb, ast.Constant) else ast.unparse(verb)
                recorded_in[name] = str(path.relative_to(PROJECT_DIR))
    return recorded_in


def test_every_audited_table_is_compared_or_it_is_said_why_not() -> None:
    replayed = {
        entry.table.__tablename__
        for area in (people, register, tenders, consortia, bids)
        for entry in area.REPLAYED
    }
    assert replayed | READ_OTHERWISE | NOT_IN_THE_RECORD.keys() == audited_tables(), (
        "compare a new table in app/record/check, or say here why the record has nothing to compare it with"
    )
    assert not replayed & NOT_IN_THE_RECORD.keys()
    statements = " ".join(str(planted) for group in PLANTED.values() for planted, _ in group)
    planted = set(re.findall(r"(?:UPDATE|INSERT INTO|DELETE FROM) (\w+)", statements))
    assert planted >= READ_OTHERWISE


def test_every_verb_is_replayed_or_leaves_nothing_to_compare() -> None:
    read = "\n".join(path.read_text() for path in sorted(CHECK.glob("*.py")))
    replayed = {verb for verb in verbs() if f'"{verb}"' in read or re.fullmatch(MADE_UP, verb)}
    silent = verbs().keys() - replayed - LEAVE_NOTHING - TOLD_BY_VARIABLE
    assert not silent, (
        f"replay these in app/record/check, or say in LEAVE_NOTHING that they leave nothing: {silent}"
    )
    assert set(VERBS.values()) == {
        f"organisation.{word}" for word in ("approved", "more_needed", "refused", "suspended")
    }
    assert verbs().keys() >= LEAVE_NOTHING, "a verb is gone: take it out of LEAVE_NOTHING"
