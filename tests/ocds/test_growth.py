"""Twice the input takes at most 2.5 times the work: counted in lines that run, never in seconds.

`python -m bench.reading` has the same shapes and texts with their times, regular expressions included.
"""

from __future__ import annotations

import ast
import json

import pytest

from app.foundation.config import PROJECT_DIR
from app.foundation.reference import areas
from app.ocds import reader, source_json
from app.ocds.normalise import normalise
from tests import growth
from tests.ocds import growing
from tests.ocds.conftest import as_file

SMALL = (
    70  # above what is read at most of codes and places, so that a cap hides nothing; twice it is below 500
)


def read(content: bytes) -> None:
    for source in reader.read(content):
        normalise(source)


@pytest.mark.parametrize("shape", growing.SHAPES)
def test_a_notice_of_twice_the_size_takes_twice_the_work(shape: str) -> None:
    small, large = (as_file(growing.release(shape, size)) for size in (SMALL, 2 * SMALL))
    assert growth.grows_too_fast(read, small, large) == ""


@pytest.mark.parametrize("piece", ["{},", "[],", '{"a":1,"a":1},', '"x",', "1.5,", '{"a":{"b":[]}},'])
def test_json_of_twice_the_size_takes_twice_the_work(piece: str) -> None:
    def work(content: bytes) -> None:
        value = source_json.parse(content)
        source_json.repeated_keys(value)
        source_json.sha256(value)

    small, large = (f"[{piece * size}0]".encode() for size in (1_000, 2_000))
    assert growth.grows_too_fast(work, small, large) == ""


@pytest.mark.parametrize("form", ["%d", "same"])
def test_one_object_of_twice_as_many_keys_takes_twice_the_work(form: str) -> None:
    def work(content: bytes) -> None:
        source_json.repeated_keys(source_json.parse(content))

    small, large = (
        (
            "{" + ",".join(f'"{form % key if "%" in form else form}":0,"x":0' for key in range(size)) + "}"
        ).encode()
        for size in (1_000, 2_000)
    )
    assert growth.grows_too_fast(work, small, large) == ""


def test_releases_of_one_package_share_its_publisher_without_reading_it_again() -> None:
    def work(size: int) -> None:
        package = {
            "publisher": {"name": "x" * 1_000 * size},
            "releases": [{"ocid": str(n)} for n in range(size)],
        }
        list(reader.read(json.dumps(package).encode()))

    assert growth.grows_too_fast(work, 100, 200) == ""


def test_the_widest_of_many_areas_are_found_in_one_pass() -> None:
    districts = areas.descendants("UK", at="district")
    assert growth.grows_too_fast(areas.outermost, districts[:150], districts[:300]) == ""
    assert (
        set(areas.outermost([*districts, "TLG", "E92000001"])) & set(areas.descendants("E92000001")) == set()
    )


def test_nothing_in_a_loop_counts_or_searches_a_list() -> None:
    """What C does for us runs in no line: `.count(`, `.index(` and `in x.values()` are looked for instead."""
    folders = [PROJECT_DIR / "app" / "ocds", PROJECT_DIR / "app" / "foundation" / "reference"]
    complaints = [
        f"{path.name}:{node.lineno}"
        for folder in folders
        for path in folder.rglob("*.py")
        if not path.name.startswith("prepare")
        for loop in ast.walk(ast.parse(path.read_text()))
        if isinstance(loop, LOOPS)
        for node in ast.walk(loop)
        if isinstance(node, ast.expr) and _searches_a_list(node)
    ]
    assert complaints == []


LOOPS = (
    ast.For,
    ast.While,
    ast.GeneratorExp,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.keyword,
)  # key=x.count


def _searches_a_list(node: ast.expr) -> bool:
    if isinstance(node, ast.Compare):
        return any(
            isinstance(operator, ast.In | ast.NotIn) and _called(side, ("values", "items"))
            for operator, side in zip(node.ops, node.comparators, strict=True)
        )
    if not (isinstance(node, ast.Attribute) and node.attr in ("count", "index")):
        return False
    return not (isinstance(node.value, ast.Name) and node.value.id.isupper())  # a short table of ours


def _called(node: ast.AST, names: tuple[str, ...]) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names
