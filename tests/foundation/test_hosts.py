"""The site answers under its own host alone."""

from __future__ import annotations

from tests.site import Site


def test_a_request_under_another_host_is_refused_in_words(site: Site) -> None:
    answer = site.client(None).get("/", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "cannot reach this site at that address" in answer.get_data(as_text=True)
    assert "Content-Security-Policy" in answer.headers
