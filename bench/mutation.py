"""python -m bench.mutation MODULE... [--tests PATH...]: which small mistakes in these modules the tests
catch.

Each mistake is made alone, in a child of its own, and the tests are run until one fails. Prints each that no
test saw, and the share that was caught. Modules are named with dots; a package means all modules in it. A
mistake that changes nothing anybody could see (an equivalent one) is to be argued by whoever reads the list.

python -m bench.mutation solver.check --tests tests/solver/test_checked_rules.py tests/solver/test_check.py
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import importlib.abc
import importlib.util
import io
import os
import pkgutil
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

SECONDS = 120  # a mistake that makes the tests run for longer is caught: it would be seen
COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
RECKONED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    ast.BitXor: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Mod: ast.Mult,
}  # fmt: skip
CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mistake:
    """One small change: the module, the line, what it does in words, and the module's tree with it."""

    module: str
    line: int
    words: str
    tree: ast.Module


def mistakes(module: str, source: str) -> Iterator[Mistake]:
    """Every mistake that we make in a module."""
    tree = ast.parse(source)
    for number, node in enumerate(ast.walk(tree)):
        for words, change in _changes(node):
            changed = copy.deepcopy(tree)
            change(next(each for place, each in enumerate(ast.walk(changed)) if place == number))
            yield Mistake(module, getattr(node, "lineno", 0), words, ast.fix_missing_locations(changed))


def _changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            if other := COMPARED.get(type(operator)):
                yield (
                    f"{ast.unparse(node)}: {other.__name__}",
                    lambda each, p=place, o=other: each.ops.__setitem__(p, o()),
                )
    elif isinstance(node, ast.BinOp | ast.AugAssign) and (sign := RECKONED.get(type(node.op))):
        yield f"{ast.unparse(node)}: {sign.__name__}", lambda each: setattr(each, "op", sign())
    elif isinstance(node, ast.BoolOp):
        word = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{ast.unparse(node)}: {word.__name__}", lambda each: setattr(each, "op", word())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"{ast.unparse(node)}: without not", _without_not
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
        value = not node.value if isinstance(node.value, bool) else node.value + 1
        yield f"{node.value} becomes {value}", lambda each: setattr(each, "value", value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLED:
        yield (
            f"{ast.unparse(node)}: {CALLED[node.func.id]}",
            lambda each: setattr(each.func, "id", CALLED[each.func.id]),
        )
    yield from _left_out(node)


def _without_not(node: ast.UnaryOp) -> None:
    node.op = ast.UAdd()
    node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])


def _left_out(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Each statement of a body that does something and names nothing new."""
    for place, statement in enumerate(
        getattr(node, "body", []) if isinstance(getattr(node, "body", 0), list) else []
    ):
        is_words = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if isinstance(statement, ast.Expr | ast.AugAssign | ast.Continue | ast.Raise) and not is_words:
            yield (
                f"left out: {ast.unparse(statement)[:70]}",
                lambda each, p=place: each.body.__setitem__(p, ast.Pass()),
            )


class _WithMistake(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a changed tree."""

    def __init__(self, mistake: Mistake, path: str) -> None:
        self.mistake, self.path = mistake, path

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self.mistake.module:
            return None
        folder = [str(Path(self.path).parent)] if Path(self.path).name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            name, self.path, loader=self, submodule_search_locations=folder
        )

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mistake.tree, self.path, "exec"), module.__dict__)


def is_caught(mistake: Mistake, path: str, forget: str, tests: Sequence[str], seconds: int = SECONDS) -> bool:
    """Whether the tests fail with this mistake."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return status != 0
    signal.alarm(seconds)
    with open(os.devnull, "w") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
    for name in [name for name in sys.modules if name == forget or name.startswith((f"{forget}.", "tests"))]:
        del sys.modules[name]
    sys.meta_path.insert(0, _WithMistake(mistake, path))
    import pytest

    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--noconftest", *tests])
    os._exit(0 if code == 0 else 1)


def _modules(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        module = importlib.import_module(name)
        yield name, str(module.__file__)
        for each in pkgutil.walk_packages(getattr(module, "__path__", []), f"{name}."):
            yield each.name, str(importlib.import_module(each.name).__file__)


def main() -> None:
    """Prints what no test saw; exit 1 where the tests fail without any mistake."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="+")
    parser.add_argument("--tests", nargs="+", required=True)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="after which a mistake counts as caught")
    given = parser.parse_args()
    with contextlib.redirect_stdout(io.StringIO()):
        for path in given.tests:  # so that children need not import what the tests use
            importlib.import_module(path.removesuffix(".py").replace("/", "."))
    total = unseen = 0
    for name, path in _modules(given.modules):
        made = list(mistakes(name, Path(path).read_text("utf-8")))
        top = name.partition(".")[0]  # whoever imported it holds on to what it was
        none = Mistake(name, 0, "none", ast.parse(Path(path).read_text("utf-8")))
        if is_caught(none, path, top, given.tests, given.seconds):
            sys.exit(f"The tests fail without any mistake in {name}, so they would seem to catch all.")
        with ThreadPoolExecutor(2) as pool:
            caught = list(
                pool.map(
                    partial(is_caught, path=path, forget=top, tests=given.tests, seconds=given.seconds), made
                )
            )
        for mistake, is_seen in zip(made, caught, strict=True):
            if not is_seen:
                print(f"{mistake.module}:{mistake.line}: {mistake.words}", flush=True)
        total, unseen = total + len(made), unseen + caught.count(False)
        print(f"{name}: {caught.count(True)} of {len(made)} caught", flush=True)
    print(f"{total - unseen} of {total} mistakes caught: {100 * (total - unseen) / max(1, total):.1f}%")


if __name__ == "__main__":
    main()
