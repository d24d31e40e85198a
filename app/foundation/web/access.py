"""Every route declares who may use it; a route that does not is refused when the site starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.foundation.actor import Actor, Duty, OrganisationKind, Standing
from app.foundation.errors import NotAllowed, NotFound
from app.foundation.web import typed
from app.foundation.web.identity import actor as current_actor
from app.foundation.web.unit import session

View = TypeVar("View", bound=Callable[..., Any])
Check = Callable[..., bool]
DECLARATION = "__access__"
# Where each duty is done; in this order when there are several.
DUTY_PAGES = {Duty.second_factor: "accounts.second_factor", Duty.accept_terms: "accounts.accept_terms"}


@dataclass(frozen=True)
class Rule:
    """Who may use a route, by name. `check(session, actor, **view_args)`; the actor is None when signed out.

    A rule about a row hides it: others get "not found", because they may not know that it exists.
    A rule about the kind of actor (`hides` False) answers "not allowed".
    """

    name: str
    check: Check
    hides: bool = True
    needs_session: bool = True

    def allows(self, actor: Actor | None, view_args: dict[str, Any]) -> bool:
        """Whether this actor passes."""
        return self.check(session() if self.needs_session else None, actor, **view_args)


def _kind(name: str, test: Callable[[Actor], bool]) -> Rule:
    def check(session: Session | None, actor: Actor | None, **view_args: Any) -> bool:
        return actor is not None and test(actor)

    return Rule(name, check, hides=False, needs_session=False)


PUBLIC = Rule("everyone", lambda session, actor, **view_args: True, hides=False, needs_session=False)
SIGNED_IN = _kind("people who are signed in", lambda actor: True)
ORGANISATION = _kind("people who act for an organisation", lambda actor: actor.organisation_id is not None)
ENTERPRISE = _kind("enterprises", lambda actor: actor.is_enterprise)
OFFICER = _kind("procurement officers of an approved authority", lambda actor: actor.is_officer)
BUYER = _kind("procurement officers", lambda actor: actor.is_buyer)
ADVISER = _kind("advisers of an approved body", lambda actor: actor.is_adviser)
OPERATOR = _kind("operators of this site", lambda actor: actor.is_operator)
APPLICANT = _kind(
    "owners of an organisation that needs approval",
    lambda actor: (
        actor.is_owner
        and actor.kind in (OrganisationKind.adviser_body, OrganisationKind.contracting_authority)
        and actor.standing in (Standing.requested, Standing.more_needed, Standing.refused)
    ),
)
OWNER = _kind("owners of the organisation", lambda actor: actor.is_owner)


def any_of(*rules: Rule) -> Rule:
    """Anybody who passes one of these rules."""

    def check(session: Session | None, actor: Actor | None, **view_args: Any) -> bool:
        return any(rule.check(session, actor, **view_args) for rule in rules)

    return Rule(
        " or ".join(rule.name for rule in rules),
        check,
        hides=any(rule.hides for rule in rules),
        needs_session=any(rule.needs_session for rule in rules),
    )


def all_of(*rules: Rule) -> Rule:
    """Anybody who passes all of these rules, asked in order."""

    def check(session: Session | None, actor: Actor | None, **view_args: Any) -> bool:
        return all(rule.check(session, actor, **view_args) for rule in rules)

    return Rule(
        " and ".join(rule.name for rule in rules),
        check,
        hides=any(rule.hides for rule in rules),
        needs_session=any(rule.needs_session for rule in rules),
    )


def access(rule: Rule) -> Callable[[View], View]:
    """Declare who may use a view. Goes nearest to the function, under the route."""

    def declare(view: View) -> View:
        setattr(view, DECLARATION, rule)
        return view

    return declare


def declared(app: Flask, endpoint: str) -> Rule | None:
    """The rule a route declares."""
    if endpoint == "static":
        return PUBLIC
    return getattr(app.view_functions.get(endpoint), DECLARATION, None)


def install(app: Flask) -> None:
    """Enforce declarations before every view."""
    app.before_request(_enforce)


def refuse_undeclared(app: Flask) -> None:
    """Raise RuntimeError naming every route that declares nothing."""
    missing = sorted(
        rule.endpoint for rule in app.url_map.iter_rules() if declared(app, rule.endpoint) is None
    )
    if missing:
        raise RuntimeError(f"these routes do not declare who may use them: {', '.join(missing)}")


def _enforce() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None:
        return None  # an address that does not exist: Flask answers 404
    rule = declared(current_app, endpoint)
    if rule is None:
        raise NotAllowed("This page does not say who can use it, so nobody can.")
    actor, address = current_actor(), request.view_args or {}
    if rule.allows(actor, address):
        return None
    if actor is None:
        typed.keep_and_say(typed.SIGNED_OUT)
        return redirect(url_for("accounts.sign_in", **typed.return_address()), code=303)
    with_duties = actor if actor.confirmed else replace(actor, duties=actor.duties | {Duty.second_factor})
    without_duties = replace(actor, duties=frozenset(), confirmed=True)
    if with_duties.duties and rule.allows(without_duties, address):
        # Once that is done they can see the page, so being sent there tells them nothing new.
        typed.keep_and_say(typed.FIRST_THIS)
        return to_duty(with_duties)
    if rule.hides:
        raise NotFound("This page does not exist, or you cannot see it.")
    raise NotAllowed(f"This page is for {rule.name}.")


def to_duty(actor: Actor) -> ResponseReturnValue:
    """303 to the page where the actor's first open duty is done, which leads back to the page asked for."""
    page = next(DUTY_PAGES[duty] for duty in DUTY_PAGES if duty in actor.duties)
    return redirect(url_for(page, **typed.return_address()), code=303)
