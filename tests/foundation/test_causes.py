"""What is kept of an error: its kind, its place and codes; never its words."""

from __future__ import annotations

from app.foundation.causes import cause_of, trace_in, trace_of

PRICE = "7741.23"


def broken() -> BaseException:
    try:
        try:
            int(PRICE)
        except ValueError as error:
            raise KeyError(PRICE) from error
    except KeyError as error:
        return error
    raise AssertionError


def test_a_trace_names_places_and_kinds_of_the_whole_chain_without_their_words() -> None:
    trace = trace_of(broken())
    assert trace.count("test_causes.py") == 2
    assert "KeyError" in trace
    assert "ValueError" in trace
    assert PRICE not in trace


def test_a_cause_is_one_line() -> None:
    assert cause_of(broken()).startswith("KeyError in tests/foundation/test_causes.py:")
    assert cause_of(RuntimeError(PRICE)) == "RuntimeError"


def test_of_a_child_processs_last_words_only_the_trace_is_kept() -> None:
    words = f"""We charge {PRICE} a visit
Traceback (most recent call last):
  File "/srv/child.py", line 12, in main
    total("{PRICE}")
pydyf.LayoutError: {PRICE} does not fit
"""
    assert trace_in(words).splitlines() == ['  File "/srv/child.py", line 12, in main', "pydyf.LayoutError"]
    assert trace_in(f"We charge {PRICE}") == "1 lines that hold no trace"
