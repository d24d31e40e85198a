"""How amounts and times are written, how strict templates are, and what every page promises."""

from __future__ import annotations

import datetime as dt
import enum
import re
from dataclasses import dataclass
from types import SimpleNamespace

import jinja2
import pytest
from fontTools.ttLib import TTFont

from app.foundation.drawing import specimens
from app.foundation.templating import TEMPLATES, environment, formats, install
from app.foundation.templating.forms import form_errors
from app.foundation.templating.pieces import AccountLink, Link, Progress, Shell, SummaryRow
from app.foundation.templating.states import state_tag

NOON = dt.datetime(2026, 8, 3, 11, 0, tzinfo=dt.UTC)
INLINE = re.compile(r"<[^>]+\s(style|on[a-z]+)=|<style|<script(?![^>]*\ssrc=)", re.IGNORECASE)


@pytest.mark.parametrize(
    ("pence", "written"),
    [
        (0, "£0"),
        (5, "£0.05"),
        (450, "£4.50"),
        (7500, "£75"),
        (99_999, "£999.99"),
        (100_000, "£1,000"),
        (132_291_049, "£1,322,910"),
        (132_291_050, "£1,322,911"),
        (-450, "−£4.50"),
    ],
)
def test_money_drops_its_pence_from_a_thousand_pounds_up(pence: int, written: str) -> None:
    assert formats.money(pence) == written


def test_exact_money_always_shows_its_pence() -> None:
    assert formats.money(132_291_000, exact=True) == "£1,322,910.00"


def test_money_that_is_not_a_whole_number_of_pence_is_refused() -> None:
    with pytest.raises(TypeError):
        formats.money(12.5)  # type: ignore[arg-type]


def test_a_range_that_reads_the_same_at_both_ends_is_one_amount() -> None:
    assert formats.money_range(100_000, 100_020) == "£1,000"
    assert formats.money_range(100_000, 200_000, estimated=True) == "£1,000 to £2,000 (estimated)"


@pytest.mark.parametrize(
    ("n", "unit", "written"),
    [
        (1200, "meals a day", "1,200 meals a day"),
        (1, "meals a day", "1 meal a day"),
        (1, "guard-hours a day", "1 guard-hour a day"),
        (1, "deliveries a week", "1 delivery a week"),
        (1, "tonnes a week", "1 tonne a week"),
        (0, "boxes per visit", "0 boxes per visit"),
        (1, "boxes per visit", "1 box per visit"),
    ],
)
def test_one_of_a_unit_is_singular(n: int, unit: str, written: str) -> None:
    assert formats.quantity(n, unit) == written


@pytest.mark.parametrize(
    ("bp", "written"), [(2050, "20.5%"), (2000, "20%"), (5, "0.05%"), (-150, "−1.5%"), (10_000, "100%")]
)
def test_basis_points_are_written_as_percent_without_needless_noughts(bp: int, written: str) -> None:
    assert formats.percent_bp(bp) == written


def test_times_are_written_in_london_and_noon_and_midnight_by_name() -> None:
    assert formats.datetime(NOON) == "3 August 2026, 12 noon"
    assert formats.datetime(NOON, weekday=True) == "Monday 3 August 2026, 12 noon"
    assert formats.datetime(dt.datetime(2026, 1, 5, 14, 30, tzinfo=dt.UTC)) == "5 January 2026, 2:30pm"
    assert formats.datetime(dt.datetime(2026, 8, 3, 23, 0, tzinfo=dt.UTC)) == "4 August 2026, midnight"
    assert formats.datetime(dt.datetime(2026, 1, 5, 0, 5, tzinfo=dt.UTC)) == "5 January 2026, 12:05am"


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without its zone"):
        formats.datetime(dt.datetime(2026, 8, 3, 11, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("before", "written"),
    [
        (dt.timedelta(days=20), "20 days left"),
        (dt.timedelta(hours=13), "1 day left"),  # 11pm the evening before
        (dt.timedelta(hours=2), "closes today"),
        (dt.timedelta(0), "closed"),
        (dt.timedelta(days=-3), "closed"),
    ],
)
def test_days_left_are_counted_by_the_date_on_the_wall(before: dt.timedelta, written: str) -> None:
    assert formats.days_left(NOON, NOON - before) == written


def test_plural_takes_the_word_it_is_given() -> None:
    assert [formats.plural(n, "enquiry", "enquiries") for n in (0, 1, 1200)] == [
        "0 enquiries",
        "1 enquiry",
        "1,200 enquiries",
    ]


class Colour(enum.Enum):
    FOR_REVIEW = "x"


def test_a_state_is_found_by_name_or_enum_and_an_unworded_one_is_an_error() -> None:
    assert state_tag("requirement", Colour.FOR_REVIEW) == state_tag("requirement", "for review")
    with pytest.raises(KeyError, match="has no words"):
        state_tag("tender", "mislaid")


@dataclass(frozen=True)
class Screen:
    title: str


@pytest.mark.parametrize("source", ["{{ nobody }}", "{{ screen.titel }}", "{% if nobody %}x{% endif %}"])
def test_a_name_or_attribute_that_was_never_given_is_an_error(source: str) -> None:
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string(source).render(screen=Screen("x"))


def test_a_key_left_out_of_an_options_dict_is_simply_not_there() -> None:
    assert environment().from_string("{% if params.hint %}x{% endif %}ok").render(params={}) == "ok"


def test_words_are_escaped_in_pages_and_in_components() -> None:
    written = str(
        _macro("components/summaries.html", "summary_list")([SummaryRow("<b>", "<script>x</script>")])
    )
    assert "<script>" not in written
    assert "&lt;script&gt;" in written


def _macro(template: str, name: str):  # type: ignore[no-untyped-def]
    return getattr(environment().get_template(template).module, name)


def _shell() -> Shell:
    return Shell(
        signed_in=True,
        person_name="Ada <b>",
        organisation_name="Rea",
        navigation=(Link("Home", "/"), Link("Tenders", "/tenders", True)),
        account=(AccountLink("Sign out", "/out", posts=True),),
        sample_data=True,
        practice=True,
        flashes=(("success", "Saved"), ("information", "Seen"), ("error", "Not sent")),
        footer=(Link("Help", "/help"),),
        csrf_token=lambda: "t0ken",
        page_language="cy",
    )


def _gallery() -> str:
    return environment().get_template("components/gallery.html").render(shell=_shell(), **specimens.context())


def test_every_component_draws_and_nothing_in_the_page_needs_inline_style_or_script() -> None:
    html = _gallery()
    assert INLINE.search(html) is None
    assert "Ada &lt;b&gt;" in html
    assert '<html lang="cy"' in html


def test_no_two_elements_of_the_gallery_share_an_id() -> None:
    html = environment().get_template("components/gallery.html").render(**specimens.context())
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(set(ids)) == sorted(ids)


def test_the_frame_shows_who_is_signed_in_where_they_are_and_that_it_is_practice() -> None:
    html = _gallery()
    assert 'name="csrf_token" value="t0ken"' in html
    assert re.search(r'aria-current="(page|true)"', html)
    for words in (
        "PRACTICE",
        "Sample data",
        "Tenders from public notices are real",
        "Skip to main content",
        "Saved",
        "Not sent",
    ):
        assert words in html


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 500])
def test_an_error_page_draws_with_nothing_known_and_says_what_to_do(status: int) -> None:
    html = environment().get_template(f"errors/{status}.html").render()
    assert INLINE.search(html) is None
    assert html.count("<h1") == 1
    assert "Invalid" not in html
    assert "invalid" not in html


def test_a_conflict_gives_back_what_the_person_had_typed() -> None:
    html = (
        environment()
        .get_template("errors/409.html")
        .render(typed=[("How", "my <words>")], latest_href="/now")
    )
    assert "my &lt;words&gt;" in html
    assert 'href="/now"' in html


def test_a_running_job_asks_again_and_a_finished_one_does_not() -> None:
    content = _macro("components/progress.html", "progress_content")
    running = str(content(Progress("j", "running", "Finding", "/page", "/part", done=1, total=3)))
    done = str(content(Progress("j", "done", "Found", "/page", "/part", next_href="/x", next_text="See")))
    assert 'hx-get="/part"' in running
    assert "You can leave this page" in running
    assert "hx-" not in done


def test_the_panel_holds_exactly_what_the_refresh_answers() -> None:
    job = Progress("j", "running", "Finding", "/page", "/part")
    panel = str(_macro("components/progress.html", "progress_panel")(job))
    assert str(_macro("components/progress.html", "progress_content")(job)) in panel


def test_a_forms_messages_lead_to_their_fields_also_inside_lists_and_dates() -> None:
    def leaf(name: str, errors: list[str], widget: object = None) -> SimpleNamespace:
        return SimpleNamespace(id=name, name=name, errors=errors, widget=widget)

    class GovDateInput:
        pass

    inside = leaf("offers-0-unit", ["Choose a unit"])
    form = [
        leaf("name", ["Enter a name", "Too short"]),
        leaf("expiry", ["Enter a date"], GovDateInput()),
        SimpleNamespace(
            id="offers", name="offers", errors=[["Choose a unit"]], entries=[inside], widget=None
        ),
        leaf("fine", []),
    ]
    assert form_errors(form) == [
        ("Enter a name", "name"),
        ("Enter a date", "expiry-day"),
        ("Choose a unit", "offers-0-unit"),
    ]


def test_an_environment_that_has_templates_of_its_own_keeps_them() -> None:
    env = jinja2.Environment(
        loader=jinja2.DictLoader({"mine.html": "{{ money(450) }} {{ static_url('css/app.css') }}"})
    )
    install(env, lambda name: f"/s/{name}?1")
    assert env.get_template("mine.html").render() == "£4.50 /s/css/app.css?1"
    assert env.get_template("errors/404.html")


def test_text_mail_is_not_escaped_and_pages_are() -> None:
    env = environment().overlay(loader=jinja2.DictLoader({"a.txt": "{{ x }}", "a.html": "{{ x }}"}))
    assert env.get_template("a.txt").render(x="Tea & cake") == "Tea & cake"
    assert env.get_template("a.html").render(x="Tea & cake") == "Tea &amp; cake"


STATIC = TEMPLATES.parent / "app" / "static"


def test_every_file_that_a_page_or_the_style_sheet_or_a_script_names_is_there() -> None:
    named = set(re.findall(r'(?:href|src)="/static/([^"]+)"', _gallery()))
    css = (STATIC / "css/app.css").read_text()
    named |= {
        f"css/{address}"
        for address in re.findall(r'url\("?([^")]+)"?\)', css)
        if not address.startswith("data:")
    }
    named |= {f"js/{name}" for name in re.findall(r"from '\./([^']+)'", (STATIC / "js/app.js").read_text())}
    assert len(named) >= 12
    assert sorted(name for name in named if not (STATIC / name).resolve().is_file()) == []


def test_nothing_licensed_to_another_site_is_shipped_and_our_font_carries_its_licence() -> None:
    css = (STATIC / "css/app.css").read_text()
    assert "GDS Transport" not in css
    assert "crest" not in css
    assert {path.suffix for path in (STATIC / "fonts").iterdir()} == {".woff2", ".txt"}
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts/OFL.txt").read_text()


def test_the_fonts_carry_english_and_welsh_letters() -> None:
    def letters(subset: str) -> set[int]:
        return set(TTFont(STATIC / f"fonts/source-sans-3-{subset}-400-normal.woff2").getBestCmap())

    latin, further = letters("latin"), letters("latin-ext")
    assert {ord(c) for c in "£–’−·½…âêîôûäëïöü"} <= latin
    assert {ord(c) for c in "ŵŷŴŶ"} <= further


@pytest.mark.parametrize(
    ("key", "title", "shown"),
    [
        ("1", "Hostel", "Lot 1: Hostel"),
        ("1", "Lot 1 - Hostel", "Lot 1 - Hostel"),
        ("1", "LOT 1: Hostel", "LOT 1: Hostel"),
        ("1", "Lot 12 - Hostel", "Lot 1: Lot 12 - Hostel"),
        ("1", "Lot 1.2", "Lot 1: Lot 1.2"),
        ("2a", "Lots of hostels", "Lot 2a: Lots of hostels"),
    ],
)
def test_a_lot_is_numbered_once(key: str, title: str, shown: str) -> None:
    assert formats.lot_name(key, title) == shown
