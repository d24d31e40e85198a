"""Legal forms and the numbers that go with them; regimes and the short lists beside them."""

import pytest

from app.foundation.reference import legal_forms, regimes
from app.foundation.reference.identifiers import COMPANY_PREFIXES


def test_forms_have_distinct_keys_and_known_prefixes() -> None:
    keys = [form.key for form in legal_forms.all_forms()]
    assert len(keys) == len(set(keys)) >= 12
    for form in legal_forms.all_forms():
        assert set(form.company_prefixes) <= set(COMPANY_PREFIXES)
        assert legal_forms.get(form.key) is form
        assert form.meaning.endswith(".")
    assert legal_forms.get("no such") is None
    assert legal_forms.name("no such") == "no such"


@pytest.mark.parametrize(
    ("form", "company", "charity"),
    [
        ("cic_guarantee", "01234567", None),
        ("cio", None, "1123456"),
        ("cio", "CE010135", "1123456"),
        ("charitable_company", "SC123456", "SC012345"),
        ("partnership", "SL012345", None),
        ("partnership", "LP012345", None),
        ("partnership", None, None),
        ("community_benefit_society", "SP1234RS", None),
        ("community_benefit_society", "RS007135", None),
        ("llp", "OC301234", None),
        ("unincorporated_association", None, None),
        ("sole_trader", None, None),
    ],
)
def test_numbers_that_go_with_a_form_raise_no_question(
    form: str, company: str | None, charity: str | None
) -> None:
    assert legal_forms.misfits(form, company, charity) == ()


@pytest.mark.parametrize(
    ("form", "company", "charity", "says"),
    [
        ("cic_guarantee", None, None, "has a number at Companies House"),
        ("cic_guarantee", "01234567", "1123456", "cannot be a registered charity"),
        ("cic_guarantee", "OC301234", None, "OC301234 is the number of a limited liability partnership"),
        ("charitable_company", "01234567", None, "has a charity number"),
        ("cooperative_society", None, None, "Mutuals Register"),
        ("sole_trader", "01234567", None, "has no company number"),
        ("llp", "01234567", None, "is the number of a company in England"),
        ("llp", "FC012345", None, "is the number of an overseas company, not of a limited"),
        ("company_shares", "PC000123", None, "is the number of a protected cell company"),
    ],
)
def test_numbers_that_do_not_go_with_a_form_are_asked_about(
    form: str, company: str | None, charity: str | None, says: str
) -> None:
    assert any(says in question for question in legal_forms.misfits(form, company, charity))


def test_the_regime_a_tender_starts_with_is_in_the_table() -> None:
    assert regimes.get(regimes.DEFAULT) is not None
    assert regimes.name("scotland") == "Scottish procurement rules"
    keys = [regime.key for regime in regimes.all_regimes()]
    assert len(keys) == len(set(keys))
    for regime in regimes.all_regimes():
        assert len(regime.key) <= 40
        assert regime.applies.endswith(".")
        assert regime.certainty in ("A", "B", "C")
