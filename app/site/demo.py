"""`./run demo`: the main job in a terminal, in a database of its own, each step in words.

A real notice becomes a practice tender; its work packages are completed; the solver proposes; the first
proposal is adopted; its members say yes; the bid pack is written. Beside it stands what a broker without a
solver would have done.
"""

from __future__ import annotations

import argparse
import json
import secrets
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import job_kinds, migrations, open_database
from app.accounts.models import Membership, Organisation, Person
from app.accounts.queries.people import actor_for
from app.bids.actions import packing
from app.bids.models import BidPackCopy
from app.bids.rules.states import Audience
from app.consortia.actions import asking, consenting, forming
from app.consortia.models import Consortium, Enquiry, Proposal
from app.consortia.queries import enquiries
from app.consortia.rules.question import Question
from app.consortia.rules.states import EnquiryState, MemberState
from app.enterprises.models import Enterprise
from app.foundation import audit, config, documents
from app.foundation.actor import SYSTEM, Actor
from app.foundation.config import PROJECT_DIR, Settings
from app.foundation.database import Database
from app.foundation.errors import DomainError
from app.foundation.jobs.worker import Worker
from app.foundation.reference import area_search, areas, notice_sources, units
from app.foundation.templating import formats
from app.ocds.actions import importing
from app.ocds.writing import publisher
from app.sample import actions as sample
from app.sample.rules import CITY, SEED
from app.sample.tenders import NOTICES
from app.tenders.actions import work_packages as packages
from app.tenders.actions.practice import copy_as_practice
from app.tenders.models import Tender, WorkPackage
from solver import problem as problems
from solver.search import greedy as broker

NOTICE = "fts_050722-2026.json"
# Where the invented council's public toilets are, and the part of the hours each place needs, in hundredths.
PLACES = (("Ladywood", 34), ("Sutton Trinity", 22), ("Moseley", 24), ("Erdington", 20))
ADVISER_ADDS = (
    "The adviser adds: at most five members, no member risks more than half its turnover, the lead does at"
    " least 15%."
)
PROGRESS_SECONDS = 5
JOINT_REASON = (
    "No member covers all four places alone. Together they do, and each does part of a contract that it could"
    " not bid for by itself."
)


@dataclass
class Stage:
    """What the demo plays on: its database and settings, the adviser, and a worker that runs in between."""

    database: Database
    settings: Settings
    adviser: Actor
    worker: Worker


def say(words: str = "") -> None:
    """One line of the story."""
    print(words, flush=True)  # noqa: T201


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the whole demo; returns exit status 0 when the pack was written, otherwise 1 with the reason."""
    parser = argparse.ArgumentParser(prog="./run demo", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="create a different register")
    parser.add_argument(
        "--out", type=Path, default=PROJECT_DIR / "out" / "bid-pack.pdf", help="where to save the pack"
    )
    chosen = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="bidbridge-demo-"))
    started = time.monotonic()
    try:
        _play(_stage(folder, chosen.seed), chosen.out)
    except DomainError as error:
        say(f"\nThe demo stopped: {error.message}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say(f"\nThe whole demo took {time.monotonic() - started:.1f} seconds.")
    return 0


def _stage(folder: Path, seed: int) -> Stage:
    settings = config.load({"INSTANCE_DIR": str(folder), "PUBLIC_URL": "http://127.0.0.1:8000"})
    database = open_database(settings)
    migrations.upgrade(database)
    say("   Creating the register (a few seconds) …")
    loaded = sample.load(database, seed)
    say(
        f"1. A register of {loaded.enterprises} invented social enterprises in Birmingham and Sandwell (seed"
        f" {seed})."
    )
    with database.reading() as session:
        adviser = _adviser(session)
    return Stage(database, settings, adviser, Worker(database, job_kinds(), {"settings": settings}))


def _adviser(session: Session) -> Actor:
    query = (
        sa.select(Person, Organisation, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Person.email == "adviser@example.org")
    )
    person, organisation, role = session.execute(query).one()
    return actor_for(person, organisation, role)


def _play(stage: Stage, out: Path) -> None:
    tender_id = _practice_copy(stage)
    _complete(stage, tender_id)
    enquiry_id = _propose(stage, tender_id)
    consortium_id = _adopt(stage, enquiry_id)
    _consent(stage, consortium_id)
    _pack(stage, consortium_id, out)
    with stage.database.reading() as session:
        broken = list(audit.verify(session))
        count = session.scalar(sa.select(sa.func.count()).select_from(audit.AuditEntry))
    say(f"   Every step is in the audit chain: {count:,} entries, {'whole' if not broken else 'BROKEN'}.")


def _work(stage: Stage, doing: str, lasts: str) -> None:
    """Run what is due, and print every few seconds that it is still running."""
    say(f"   {doing} ({lasts}) …")
    began, done = time.monotonic(), threading.Event()

    def report() -> None:
        while not done.wait(PROGRESS_SECONDS):
            say(f"   … {time.monotonic() - began:.0f} s")

    reporter = threading.Thread(target=report, daemon=True)
    reporter.start()
    try:
        stage.worker.run_until_idle()
    finally:
        done.set()
        reporter.join()


def _practice_copy(stage: Stage) -> int:
    content = (NOTICES / NOTICE).read_bytes()
    with stage.database.unit_of_work() as session:
        result = importing.import_file(session, SYSTEM, NOTICE, content, publishing=True)[0]
        source = session.get_one(Tender, result.tender_id)
        copy = copy_as_practice(session, stage.adviser, source, buyer_name=CITY, areas=_area_map(source))
        number = notice_sources.number_shown(source.notice_number) or source.ocid
        say(f"2. The real notice {number}: “{source.title}” by {source.buyer_name},")
        say(
            f"   worth {formats.money(source.value or 0)}, closed {_day(source.deadline)}, read from the"
            " public source."
        )
        say(f"   Its practice copy: buyer {copy.buyer_name} (invented), closes {_day(copy.deadline)}.")
        return copy.id


def _day(moment: datetime | None) -> str:
    return formats.date(moment) if moment else "on a date it does not state"


def _area_map(source: Tender) -> dict[str, str]:
    codes = {area for lot in source.lots for area in lot.areas}
    return dict.fromkeys(codes, "E08000025")


def _complete(stage: Stage, tender_id: int) -> None:
    """The drafted package becomes four: a person says where the work is; the total stays what was
    estimated.
    """
    with stage.database.unit_of_work() as session:
        tender = session.get_one(Tender, tender_id)
        drafts = [package for lot in tender.lots for package in lot.work_packages]
        say("3. Its work packages, drafted from the notice and then completed:")
        for draft in drafts:
            assert draft.quantity is not None, "the notice states a value, and enough enterprises offer it"
            say(f"   drafted: {draft.quantity:,} {draft.unit} × {draft.periods}. {draft.basis}")
            _split(session, stage.adviser, draft)
        session.refresh(tender)
        for lot in tender.lots:
            for package in lot.work_packages:
                unit = units.get(package.unit)
                say(f"   {package.name}: {unit.rate(package.rate)}, {package.periods} {unit.periods}")


def _split(session: Session, actor: Actor, draft: WorkPackage) -> None:
    lot, total = draft.lot, draft.quantity or 0
    parts = [max(1, total * hundredths // 100) for _, hundredths in PLACES]
    parts[0] += max(0, total - sum(parts))  # what rounding down left over
    details = []
    for (place, _), quantity in zip(PLACES, parts, strict=True):
        code = next(
            area.code for area in area_search.search(place) if area.level == "ward" and area.name == place
        )
        details.append(
            packages.PackageDetails(
                name=f"Public toilets, {place}",
                capability=draft.capability,
                area=code,
                quantity=quantity,
                periods=draft.periods,
                max_providers=3,
                min_share=5,
            )
        )
    packages.confirm_work_package(session, actor, draft, details[0])
    for package in details[1:]:
        packages.add_work_package(session, actor, lot, package)


def _propose(stage: Stage, tender_id: int) -> int:
    with stage.database.unit_of_work() as session:
        tender = enquiries.askable_tender(session, stage.adviser, tender_id)
        question = _with_advisers_rules(enquiries.default_question(tender))
        enquiry = asking.ask_for_consortia(
            session, stage.adviser, tender_id, question, secrets.token_urlsafe(16)
        )
    _work(stage, "Looking for the best consortia", f"at most {question.seconds + 20} seconds")
    with stage.database.reading() as session:
        enquiry = session.get_one(Enquiry, enquiry.id, options=[sa.orm.undefer(Enquiry.problem)])
        if enquiry.state is EnquiryState.failed:
            raise DomainError(enquiry.reason or "we could not answer the enquiry")
        took = f"{(enquiry.solved_in_ms or 0) / 1000:.1f} s"
        say(f"4. The solver answered in {took}, and an independent check recomputed it:")
        if not enquiry.proposals:
            raise DomainError(
                "no consortium covers this tender. Open the site to see why and what would help"
            )
        for proposal in enquiry.proposals:
            say(f"   {proposal.rank}. {_in_words(proposal)}")
        _compare_with_broker(enquiry)
    return enquiry.id


def _with_advisers_rules(suggested: Question) -> Question:
    """What the tender suggests, and what a careful adviser adds: no member takes on too much, and the lead
    does real work.
    """
    say(f"   {ADVISER_ADDS}")
    rules = suggested.rules
    lead, members = replace(rules.lead, min_value_share_bp=1_500), replace(rules.members, max=5)
    return replace(suggested, rules=replace(rules, exposure_bp=5_000, lead=lead, members=members))


def _in_words(proposal: Proposal) -> str:
    names = [member.enterprise.organisation.name for member in proposal.members if not member.is_lead]
    best = "best" if proposal.rank == 1 else "best of the rest"
    proof = (
        f"proven {best}"
        if proposal.proven
        else f"at most {proposal.gap_bp / 100:.2f}% from the {best} possible"
    )
    who = f"led by {proposal.lead.organisation.name}" + (f" with {', '.join(names)}" if names else "")
    return f"{formats.money(proposal.price)}, {len(proposal.members)} members, {proof}: {who}"


def _compare_with_broker(enquiry: Enquiry) -> None:
    """Say what taking the cheapest capable provider of each work package would have cost."""
    assert enquiry.problem is not None
    question = problems.from_dict(json.loads(enquiry.problem))
    attempt = broker.greedy(question)
    if attempt.failed is not None:
        failed = next(package for package in question.work_packages if package.id == attempt.failed)
        say(
            "   A broker who takes the cheapest each time gets stuck: nobody is left for"
            f" {areas.name(failed.area)}."
        )
    elif attempt.proposal is None or attempt.broken:
        rules = ", ".join(rule.replace("_", " ") for rule in attempt.broken)
        say(
            "   A broker who takes the cheapest each time gets a consortium that cannot bid. It breaks"
            f" {rules}."
        )
    else:
        best, price = enquiry.proposals[0].price, attempt.proposal.price
        more = f"{100 * (price - best) / best:.1f}% more"
        say(f"   A broker who takes the cheapest each time ends at {formats.money(price)}, {more}.")


def _adopt(stage: Stage, enquiry_id: int) -> int:
    with stage.database.unit_of_work() as session:
        first = session.scalars(
            sa.select(Proposal).where(Proposal.enquiry_id == enquiry_id).order_by(Proposal.rank).limit(1)
        ).one()
        consortium = forming.adopt(
            session,
            stage.adviser,
            first.id,
            "Rea Valley Clean Together",
            JOINT_REASON,
            stage.settings.public_url,
        )
        say(
            f"5. {stage.adviser.name} adopts the first proposal and invites its {len(consortium.members)}"
            " members."
        )
        return consortium.id


def _consent(stage: Stage, consortium_id: int) -> None:
    say("6. Each member checks its role, quantity, value, share and exposure, then answers:")
    with stage.database.reading() as session:
        members = [member.enterprise_id for member in session.get_one(Consortium, consortium_id).members]
    for enterprise_id in members:
        with stage.database.unit_of_work() as session:
            actor = sample.person_of(session, session.get_one(Enterprise, enterprise_id))
            member = consenting.accept(session, actor, consortium_id, stage.settings.public_url)
            assert member.state is MemberState.accepted
            role = "lead" if member.is_lead else "member"
            part = f"{formats.money(member.value)}, {member.share_bp / 100:.0f}% of the value"
            say(f"   {actor.organisation_name} accepts as {role}: {part}")
    with stage.database.reading() as session:
        say(f"   The consortium is {session.get_one(Consortium, consortium_id).state.value.lower()}.")


def _pack(stage: Stage, consortium_id: int, out: Path) -> None:
    began = time.monotonic()
    with stage.database.unit_of_work() as session:
        pack = packing.ask_for_pack(session, stage.adviser, consortium_id, publisher(stage.settings))
    _work(stage, "Printing the bid pack", "about half a minute")
    with stage.database.reading() as session:
        copy = session.scalars(
            sa.select(BidPackCopy).where(
                BidPackCopy.pack_id == pack.id, BidPackCopy.audience == Audience.buyer
            )
        ).one()
        content = documents.read(stage.settings.documents_dir, copy.document)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
        where = out.relative_to(PROJECT_DIR) if out.is_relative_to(PROJECT_DIR) else out
        say(f"7. The bid pack: {copy.pages} pages for the buyer, written to {where},")
        say(
            f"   sha256 {copy.sha256[:16]}…; lead’s and members’ copies too, in"
            f" {time.monotonic() - began:.1f} s."
        )


if __name__ == "__main__":
    sys.exit(main())
