"""Every change to accounts, on both databases."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actions import invitations, letters, organisations, passwords, registering, signing_in
from app.accounts.actions import members as members_actions
from app.accounts.actions import people as people_actions
from app.accounts.models import (
    Invitation,
    Membership,
    Organisation,
    PasswordReset,
    Person,
    Registration,
    SignIn,
)
from app.accounts.queries import people as people_queries
from app.accounts.rules import InvitationState, PersonState
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor, OrganisationKind, Role
from app.foundation.database import Database, commit
from app.foundation.errors import Conflict, IllegalMove, NotAllowed, NotFound, Refused
from app.foundation.mail.outbox import Mail
from app.foundation.types import now
from tests import factories as make

URL = "https://bidbridge.example"
LINK = re.compile(r"https://bidbridge\.example/[a-z/]+/([\w-]{20,})")


def last_mail(session: Session) -> Mail:
    mail = session.scalar(sa.select(Mail).order_by(Mail.id.desc()).limit(1))
    assert mail is not None
    return mail


def token_in(mail: Mail) -> str:
    match = LINK.search(mail.body)
    assert match is not None, mail.body
    return match.group(1)


def membership_of(session: Session, actor: Actor) -> Membership:
    return session.scalars(
        sa.select(Membership).where(
            Membership.person_id == actor.person_id, Membership.organisation_id == actor.organisation_id
        )
    ).one()


def owner_with(session: Session, *roles: Role) -> tuple[Actor, list[Membership]]:
    """An owner, and further members of the same organisation with these roles."""
    organisation = make.organisation(session)
    actor = make.actor_for(session, organisation)
    members = [make.membership(session, make.person(session), organisation, role) for role in roles]
    return actor, members


# Registering


def test_a_new_address_gets_a_link_that_makes_an_account_with_an_organisation_once(session: Session) -> None:
    letters.ask_to_register(session, " New@Example.org ", URL)
    letter = last_mail(session)
    assert letter.recipient == "new@example.org"
    token = token_in(letter)

    person = registering.finish_registration(
        session, token, "Sam Green", "hash", OrganisationKind.enterprise, "Green Works CIC"
    )
    commit(session)

    assert person.email == "new@example.org"
    [member] = people_queries.memberships_of(session, person.id)
    assert (member.organisation.name, member.organisation.kind) == (
        "Green Works CIC",
        OrganisationKind.enterprise,
    )
    assert member.role is Role.owner
    assert [entry.verb for entry in audit.entries_for(session, person)] == ["person.registered"]
    with pytest.raises(NotFound):
        registering.finish_registration(
            session, token, "Sam Green", "hash", OrganisationKind.enterprise, "Again"
        )


def test_using_one_registration_link_ends_the_others_of_that_address(session: Session) -> None:
    letters.ask_to_register(session, "new@example.org", URL)
    first = token_in(last_mail(session))
    letters.ask_to_register(session, "new@example.org", URL)
    second = token_in(last_mail(session))
    registering.finish_registration(session, second, "Sam", "hash")
    assert people_queries.open_registration(session, first) is None


def test_a_registration_link_ends_after_a_day(session: Session) -> None:
    letters.ask_to_register(session, "new@example.org", URL)
    token = token_in(last_mail(session))
    later = now() + timedelta(days=1, seconds=1)
    assert people_queries.open_registration(session, token, later - timedelta(seconds=10)) is not None
    assert people_queries.open_registration(session, token, later) is None


def test_registering_a_known_address_makes_nothing_and_tells_its_owner(session: Session) -> None:
    person = make.person(session, email="known@example.org", name="Known Person")
    letters.ask_to_register(session, "KNOWN@example.org", URL)
    assert session.scalar(sa.select(sa.func.count(Registration.id))) == 0
    letter = last_mail(session)
    assert letter.recipient == person.email
    assert letter.subject == "You already have a Bidbridge account"
    assert "Known Person" in letter.body


def test_a_person_is_registered_once_however_the_address_is_written(session: Session) -> None:
    registering.register(session, SYSTEM, "One", "one@example.org", "hash")
    with pytest.raises(Conflict) as refused:
        registering.register(session, SYSTEM, "Two", " ONE@example.org", "hash")
    assert refused.value.field == "email"


@pytest.mark.parametrize("ask", [letters.ask_to_register, letters.ask_for_password_reset])
def test_a_known_and_an_unknown_address_cost_the_same_statements(
    session: Session, statements: list[str], ask: Callable[[Session, str, str], None]
) -> None:
    make.person(session, email="known@example.org")
    costs = []
    for address in ("known@example.org", "unknown@example.org"):
        statements.clear()
        ask(session, address, URL)
        session.flush()
        costs.append([statement.split()[0] for statement in statements])
    assert costs[0] == costs[1]
    assert costs[0].count("INSERT") == 3  # a token, a mail, a job


# Signing in


def test_the_token_of_a_sign_in_identifies_its_person_and_the_database_never_holds_it(
    session: Session,
) -> None:
    actor, _ = owner_with(session)
    token = signing_in.open_sign_in(session, session.get_one(Person, actor.person_id), confirmed=True)
    assert people_queries.identify(session, token) == actor
    assert people_queries.identify(session, token + "x") is None
    row = session.scalars(sa.select(SignIn)).one()
    assert token not in {str(value) for value in vars(row).values()}


def test_somebody_without_an_organisation_is_identified_as_a_person_only(session: Session) -> None:
    person = make.person(session)
    token = signing_in.open_sign_in(session, person)
    assert people_queries.identify(session, token) == Actor(person.id, person.name, confirmed=False)


def test_nobody_signs_in_for_an_organisation_that_is_not_theirs(session: Session) -> None:
    actor, _ = owner_with(session)
    with pytest.raises(NotFound):
        signing_in.open_sign_in(session, make.person(session), actor.organisation_id)


def test_a_person_with_two_organisations_switches_between_them_and_to_no_other(session: Session) -> None:
    first, second, foreign = (
        make.organisation(session),
        make.organisation(session),
        make.organisation(session),
    )
    actor = make.actor_for(session, first)
    person = session.get_one(Person, actor.person_id)
    make.membership(session, person, second, Role.editor)
    token = signing_in.open_sign_in(session, person, first.id)
    signing_in.act_for(session, actor, token, second.id)
    switched = people_queries.identify(session, token)
    assert switched is not None
    assert (switched.organisation_id, switched.role) == (second.id, Role.editor)
    with pytest.raises(NotFound):
        signing_in.act_for(session, actor, token, foreign.id)


def test_nobody_switches_the_sign_in_of_somebody_else(session: Session) -> None:
    signed_in, _ = owner_with(session)
    stranger, _ = owner_with(session)
    token = signing_in.open_sign_in(session, session.get_one(Person, signed_in.person_id))
    assert stranger.organisation_id is not None
    with pytest.raises(NotFound):
        signing_in.act_for(session, stranger, token, stranger.organisation_id)


def test_a_sign_in_ends_by_itself_after_fourteen_days(session: Session) -> None:
    person = make.person(session)
    token = signing_in.open_sign_in(session, person)
    row = session.scalars(sa.select(SignIn)).one()
    assert timedelta(days=13, hours=23) < row.expires_at - now() <= timedelta(days=14)
    row.expires_at = now()
    session.flush()
    assert people_queries.identify(session, token) is None


def test_signing_out_ends_one_browser_and_leaves_the_others(session: Session) -> None:
    person = make.person(session)
    here, there = signing_in.open_sign_in(session, person), signing_in.open_sign_in(session, person)
    signing_in.close_sign_in(session, here)
    assert people_queries.identify(session, here) is None
    assert people_queries.identify(session, there) is not None


# Passwords


def test_changing_the_password_ends_every_session_but_a_fresh_one(session: Session) -> None:
    actor, _ = owner_with(session)
    person = session.get_one(Person, actor.person_id)
    old = [signing_in.open_sign_in(session, person) for _ in range(3)]
    fresh = passwords.change_password(session, actor, "new hash", checked_hash=person.password_hash)
    assert [people_queries.identify(session, token) for token in old] == [None, None, None]
    assert people_queries.identify(session, fresh) == actor
    assert person.password_hash == "new hash"
    assert "was changed" in last_mail(session).subject


def test_a_password_that_was_changed_meanwhile_is_not_changed_again(session: Session) -> None:
    actor, _ = owner_with(session)
    with pytest.raises(Refused):
        passwords.change_password(session, actor, "new hash", checked_hash="what it was before")


def test_a_reset_link_sets_the_password_once_and_ends_every_session(session: Session) -> None:
    person = make.person(session, email="jo@example.org")
    token_before = signing_in.open_sign_in(session, person)
    letters.ask_for_password_reset(session, "jo@example.org", URL)
    first = token_in(last_mail(session))
    letters.ask_for_password_reset(session, "jo@example.org", URL)
    second = token_in(last_mail(session))

    passwords.reset_password(session, second, "new hash")

    assert person.password_hash == "new hash"
    assert people_queries.identify(session, token_before) is None
    for used in (first, second):
        with pytest.raises(NotFound):
            passwords.reset_password(session, used, "another hash")


def test_a_reset_link_ends_after_two_hours(session: Session) -> None:
    make.person(session, email="jo@example.org")
    letters.ask_for_password_reset(session, "jo@example.org", URL)
    token = token_in(last_mail(session))
    assert people_queries.open_reset(session, token, now() + timedelta(hours=1, minutes=59)) is not None
    assert people_queries.open_reset(session, token, now() + timedelta(hours=2)) is None


def test_a_suspended_person_is_told_so_instead_of_getting_a_link(session: Session) -> None:
    make.person(session, email="jo@example.org", state=PersonState.suspended)
    letters.ask_for_password_reset(session, "jo@example.org", URL)
    letter = last_mail(session)
    assert "suspended" in letter.body
    assert LINK.search(letter.body) is None


def test_asking_again_sweeps_links_that_have_ended(session: Session) -> None:
    person = make.person(session, email="jo@example.org")
    session.add(
        PasswordReset(person_id=person.id, token_sha256="0" * 64, expires_at=now() - timedelta(days=1))
    )
    letters.ask_for_password_reset(session, "jo@example.org", URL)
    assert session.scalar(sa.select(sa.func.count(PasswordReset.id))) == 1


# Members


def test_only_owners_change_roles_remove_members_invite_and_rename(session: Session) -> None:
    owner, [editor] = owner_with(session, Role.editor)
    editing = Actor(
        editor.person_id, "Editor", owner.organisation_id, "", OrganisationKind.enterprise, Role.editor
    )
    own = membership_of(session, owner)
    for attempt in (
        lambda: members_actions.change_role(session, editing, own.id, Role.editor),
        lambda: members_actions.remove_member(session, editing, own.id),
        lambda: invitations.invite_member(session, editing, "new@example.org", Role.editor, URL),
        lambda: organisations.rename_organisation(session, editing, "Ours now"),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_an_owner_who_was_made_an_editor_a_moment_ago_may_no_longer_act_as_one(session: Session) -> None:
    owner, [demoted] = owner_with(session, Role.owner)
    second = Actor(
        demoted.person_id, "Other", owner.organisation_id, "", OrganisationKind.enterprise, Role.owner
    )
    members_actions.change_role(session, owner, demoted.id, Role.editor)
    with pytest.raises(NotAllowed):
        invitations.invite_member(session, second, "new@example.org", Role.editor, URL)


def test_members_of_another_organisation_do_not_exist_here(session: Session) -> None:
    owner, _ = owner_with(session)
    _, [foreign] = owner_with(session, Role.editor)
    with pytest.raises(NotFound):
        members_actions.remove_member(session, owner, foreign.id)
    with pytest.raises(NotFound):
        members_actions.change_role(session, owner, foreign.id, Role.owner)


def test_the_last_owner_stays_an_owner(session: Session) -> None:
    owner, [editor] = owner_with(session, Role.editor)
    assert owner.organisation_id is not None
    own = membership_of(session, owner)
    with pytest.raises(Refused, match="at least one owner"):
        members_actions.change_role(session, owner, own.id, Role.editor)
    with pytest.raises(Refused, match="at least one owner"):
        members_actions.remove_member(session, owner, own.id)
    members_actions.change_role(session, owner, editor.id, Role.owner)
    members_actions.remove_member(session, owner, own.id)
    assert people_queries.owners_count(session, owner.organisation_id) == 1


def test_an_owner_who_is_suspended_does_not_count_as_one(session: Session) -> None:
    owner, [suspended] = owner_with(session, Role.owner)
    assert owner.organisation_id is not None
    people_actions.suspend(session, SYSTEM, suspended.person)
    session.flush()
    own = membership_of(session, owner)
    with pytest.raises(Refused):
        members_actions.remove_member(session, owner, own.id)
    members_actions.remove_member(session, owner, suspended.id)


def test_removing_a_member_ends_their_sessions_for_that_organisation_only_and_tells_them(
    session: Session,
) -> None:
    owner, [member] = owner_with(session, Role.editor)
    elsewhere = make.organisation(session)
    make.membership(session, member.person, elsewhere)
    here = signing_in.open_sign_in(session, member.person, owner.organisation_id)
    there = signing_in.open_sign_in(session, member.person, elsewhere.id)

    members_actions.remove_member(session, owner, member.id)

    assert people_queries.identify(session, here) is None
    assert people_queries.identify(session, there) is not None
    assert last_mail(session).recipient == member.person.email


def test_a_session_from_before_the_removal_stays_ended_when_the_person_comes_back(session: Session) -> None:
    owner, [member] = owner_with(session, Role.editor)
    person = member.person
    old = signing_in.open_sign_in(session, person, owner.organisation_id)
    members_actions.remove_member(session, owner, member.id)
    token = invitations.invite_member(session, owner, person.email, Role.editor, URL).rpartition("/")[2]
    invitations.accept_invitation(session, Actor(person.id, person.name), token)
    assert people_queries.identify(session, old) is None


def test_a_sign_in_for_an_organisation_counts_no_more_once_the_membership_is_gone(session: Session) -> None:
    owner, [member] = owner_with(session, Role.editor)
    token = signing_in.open_sign_in(session, member.person, owner.organisation_id)
    session.delete(member)  # whatever deleted it, the sign-in's row is still there
    session.flush()
    assert people_queries.identify(session, token) is None


def test_two_owners_who_remove_each_other_at_once_leave_one(database: Database) -> None:
    with database.unit_of_work() as session:
        organisation = make.organisation(session)
        actors = [make.actor_for(session, organisation) for _ in range(2)]
        members = people_queries.members_of(session, organisation.id)
        membership_of: dict[int | None, int] = {member.person_id: member.id for member in members}
    ready, ended = threading.Barrier(2), []

    def remove(actor: Actor, target: Actor) -> None:
        ready.wait()
        try:
            with database.unit_of_work() as session:
                members_actions.remove_member(session, actor, membership_of[target.person_id])
            ended.append("removed")
        except (NotAllowed, Refused) as error:
            ended.append(type(error).__name__)

    threads = [threading.Thread(target=remove, args=pair) for pair in (actors, actors[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with database.reading() as session:
        assert people_queries.owners_count(session, organisation.id) == 1
    assert sorted(ended) == ["NotAllowed", "removed"]


# Suspension


def test_suspending_ends_every_session_and_reactivating_lets_in_again(session: Session) -> None:
    person = make.person(session)
    token = signing_in.open_sign_in(session, person)
    people_actions.suspend(session, SYSTEM, person)
    session.flush()
    assert people_queries.identify(session, token) is None
    with pytest.raises(IllegalMove):
        people_actions.suspend(session, SYSTEM, person)
    people_actions.reactivate(session, SYSTEM, person)
    session.flush()
    assert people_queries.identify(session, signing_in.open_sign_in(session, person)) is not None
    assert people_queries.identify(session, token) is None  # what was ended stays ended


def test_a_sign_in_of_a_suspended_person_identifies_nobody_even_if_its_row_is_left(session: Session) -> None:
    person = make.person(session)
    token = signing_in.open_sign_in(session, person)
    person.state = PersonState.suspended
    session.flush()
    assert people_queries.identify(session, token) is None


# Invitations


def test_a_signed_in_person_joins_by_the_link_once(session: Session) -> None:
    owner, _ = owner_with(session)
    link = invitations.invite_member(session, owner, "guest@example.org", Role.editor, URL)
    guest, late = make.person(session), make.person(session)
    token = link.rpartition("/")[2]

    accepted = invitations.accept_invitation(session, Actor(guest.id, guest.name), token)

    [member] = people_queries.memberships_of(session, guest.id)
    assert (member.organisation_id, member.role) == (owner.organisation_id, Role.editor)
    assert accepted.state is InvitationState.accepted
    with pytest.raises(NotFound):
        invitations.accept_invitation(session, Actor(late.id, late.name), token)


def test_a_new_address_is_mailed_a_link_that_makes_the_account_and_joins_in_one_step(
    session: Session,
) -> None:
    owner, _ = owner_with(session)
    link = invitations.invite_member(session, owner, "guest@example.org", Role.owner, URL)
    letter = last_mail(session)
    assert letter.recipient == "guest@example.org"
    assert "/register/" in letter.body
    guest = registering.finish_registration(session, token_in(letter), "Guest", "hash")
    [member] = people_queries.memberships_of(session, guest.id)
    assert (member.organisation_id, member.role) == (owner.organisation_id, Role.owner)
    assert people_queries.open_invitation(session, link.rpartition("/")[2]) is None


def test_a_known_address_is_mailed_the_invitation_itself(session: Session) -> None:
    owner, _ = owner_with(session)
    make.person(session, email="guest@example.org")
    link = invitations.invite_member(session, owner, "guest@example.org", Role.editor, URL)
    assert link in last_mail(session).body


def test_inviting_a_known_and_an_unknown_address_costs_the_same_statements(
    session: Session, statements: list[str]
) -> None:
    owner, _ = owner_with(session)
    make.person(session, email="known@example.org")
    costs = []
    for address in ("known@example.org", "unknown@example.org"):
        statements.clear()
        invitations.invite_member(session, owner, address, Role.editor, URL)
        session.flush()
        costs.append([statement.split()[0] for statement in statements])
    assert costs[0] == costs[1]


def test_inviting_the_same_address_again_replaces_the_earlier_link(session: Session) -> None:
    owner, _ = owner_with(session)
    first = invitations.invite_member(session, owner, "guest@example.org", Role.editor, URL)
    second = invitations.invite_member(session, owner, "Guest@example.org", Role.owner, URL)
    assert people_queries.open_invitation(session, first.rpartition("/")[2]) is None
    assert people_queries.open_invitation(session, second.rpartition("/")[2]) is not None
    assert owner.organisation_id is not None
    assert len(people_queries.waiting_invitations(session, owner.organisation_id)) == 1


def test_a_withdrawn_invitation_lets_nobody_in_by_either_link(session: Session) -> None:
    owner, _ = owner_with(session)
    link = invitations.invite_member(session, owner, "guest@example.org", Role.editor, URL)
    mailed = token_in(last_mail(session))
    [invitation] = session.scalars(sa.select(Invitation))
    invitations.withdraw_invitation(session, owner, invitation.id)
    session.flush()
    person = make.person(session)
    with pytest.raises(NotFound):
        invitations.accept_invitation(session, Actor(person.id, person.name), link.rpartition("/")[2])
    guest = registering.finish_registration(session, mailed, "Guest", "hash")
    assert people_queries.memberships_of(session, guest.id) == []
    with pytest.raises(IllegalMove):
        invitations.withdraw_invitation(session, owner, invitation.id)


def test_an_invitation_ends_after_fourteen_days(session: Session) -> None:
    owner, _ = owner_with(session)
    token = invitations.invite_member(session, owner, "guest@example.org", Role.editor, URL).rpartition("/")[
        2
    ]
    assert people_queries.open_invitation(session, token, now() + timedelta(days=13, hours=23)) is not None
    assert people_queries.open_invitation(session, token, now() + timedelta(days=14)) is None


def test_a_member_is_not_invited_again_and_does_not_join_twice(session: Session) -> None:
    owner, [member] = owner_with(session, Role.editor)
    with pytest.raises(Refused) as refused:
        invitations.invite_member(session, owner, member.person.email, Role.owner, URL)
    assert refused.value.field == "email"
    token = invitations.invite_member(session, owner, "guest@example.org", Role.owner, URL).rpartition("/")[2]
    with pytest.raises(Conflict):
        invitations.accept_invitation(session, Actor(member.person_id, "Member"), token)


def test_nobody_withdraws_an_invitation_of_another_organisation(session: Session) -> None:
    owner, _ = owner_with(session)
    stranger, _ = owner_with(session)
    invitations.invite_member(session, owner, "guest@example.org", Role.editor, URL)
    [invitation] = session.scalars(sa.select(Invitation))
    with pytest.raises(NotFound):
        invitations.withdraw_invitation(session, stranger, invitation.id)


def test_of_two_who_follow_one_invitation_at_once_one_gets_in(database: Database) -> None:
    with database.unit_of_work() as session:
        organisation = make.organisation(session)
        owner = make.actor_for(session, organisation)
        token = invitations.invite_member(session, owner, "guest@example.org", Role.editor, URL).rpartition(
            "/"
        )[2]
        people = [make.person(session) for _ in range(2)]
    ready, ended = threading.Barrier(2), []

    def join(person: Person) -> None:
        ready.wait()
        try:
            with database.unit_of_work() as session:
                invitations.accept_invitation(session, Actor(person.id, person.name), token)
            ended.append("joined")
        except NotFound:
            ended.append("too late")

    threads = [threading.Thread(target=join, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(ended) == ["joined", "too late"]
    with database.reading() as session:
        assert len(people_queries.members_of(session, organisation.id)) == 2


# The record of changes


def test_no_token_password_or_hash_reaches_the_audit_record(session: Session) -> None:
    letters.ask_to_register(session, "new@example.org", URL)
    token = token_in(last_mail(session))
    person = registering.finish_registration(
        session, token, "Sam", "SECRET-HASH", OrganisationKind.enterprise, "Works"
    )
    [member] = people_queries.memberships_of(session, person.id)
    actor = Actor(person.id, "Sam", member.organisation_id, "Works", OrganisationKind.enterprise, Role.owner)
    link = invitations.invite_member(session, actor, "guest@example.org", Role.editor, URL)
    sign_in = passwords.change_password(session, actor, "OTHER-HASH", "SECRET-HASH")
    people_actions.rename_person(session, actor, "Samuel")
    organisations.rename_organisation(session, actor, "Good Works")
    commit(session)
    everything = " ".join(
        f"{entry.verb} {entry.subject} {entry.details}"
        for entry in session.scalars(sa.select(audit.AuditEntry))
    )
    for secret in (token, link.rpartition("/")[2], sign_in, "SECRET-HASH", "OTHER-HASH"):
        assert secret not in everything
    assert "person.renamed" in everything
    assert "organisation.renamed" in everything
    assert session.get_one(Organisation, member.organisation_id).name == "Good Works"
    assert list(audit.verify(session)) == []
