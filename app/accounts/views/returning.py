"""Where a person returns to after signing in or another step in between."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError, Rule

HOME = "home.home"
NEVER_BACK_TO = ("static", "accounts.sign_in", "accounts.sign_in_code", "accounts.sign_in_recovery")


def kept() -> dict[str, str]:
    """The part of this request's address that says where to go afterwards, for the next step's address."""
    return {name: value for name, value in request.args.items() if name == "to" or name.startswith("to_")}


def return_address() -> str:
    """The page that asked for signing in: an endpoint of ours and its arguments, never an address from
    outside.
    """
    endpoint = request.args.get("to", "")
    rules = [rule for rule in current_app.url_map.iter_rules() if rule.endpoint == endpoint]
    if not rules or endpoint in NEVER_BACK_TO:
        return url_for(HOME)
    return _address(endpoint, rules) or url_for(HOME)


def _address(endpoint: str, rules: Sequence[Rule]) -> str | None:
    """The address of an endpoint with the arguments that this request carries for it, if one can be made."""
    arguments = {name for rule in rules for name in rule.arguments}
    values = {name: request.args[f"to_{name}"] for name in arguments if f"to_{name}" in request.args}
    addresses = current_app.url_map.bind("", url_scheme="https")
    try:
        address = addresses.build(endpoint, values, method="GET")
        reached, _ = addresses.match(address, method="GET")
    except (BuildError, HTTPException, ValueError):
        return None
    return address if reached == endpoint else None
