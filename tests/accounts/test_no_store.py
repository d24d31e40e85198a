"""No browser stores a page that is only for one person."""

from __future__ import annotations

from typing import Any

from flask import url_for
from werkzeug.routing import Rule

from tests.site import Site


def _address(rule: Rule) -> str:
    values: dict[str, Any] = dict.fromkeys(rule.arguments, "1")
    return url_for(rule.endpoint, **values)


def test_no_page_with_a_link_for_one_person_and_no_page_of_accounts_is_kept(site: Site) -> None:
    client, walked = site.client(), []
    rules = [
        rule
        for rule in site.app.url_map.iter_rules()
        if "token" in rule.arguments or rule.endpoint.startswith("accounts.")
    ]
    with site.app.test_request_context():
        addresses = {(rule.endpoint, _address(rule)) for rule in rules}
    for endpoint, address in sorted(addresses):
        for method in ("GET", "POST"):
            answer = client.flask.open(address, method=method)
            assert answer.headers.get("Cache-Control") == "no-store" or answer.status_code == 405, (
                endpoint,
                method,
            )
            walked.append(endpoint)
    assert {"accounts.invitation", "accounts.reset_password", "accounts.confirm_new_email"} <= set(walked)
    assert "no-store" not in client.get("/tenders").headers.get("Cache-Control", "")
