"""The import contracts of pyproject.toml, each with a planted breach that must be caught."""

from __future__ import annotations

import copy
from functools import cache
from graphlib import CycleError, TopologicalSorter

import pytest
from grimp import ImportGraph, build_graph
from importlinter.application import use_cases
from importlinter.configuration import configure
from importlinter.domain.contract import Contract, registry

configure()
SOLVER_DOORS = {"solver.problem", "solver.outcome", "solver.settings", "solver.check"}
# A new import each contract must refuse: (contract, importer, imported).
BREACHES = (
    ("The solver knows nothing of the product", "solver.outcome", "app.foundation.types"),
    ("The solver knows nothing of the product", "solver.problem.reading", "sqlalchemy"),
    ("The checker stands apart from OR-Tools and the model", "solver.check.rules", "ortools"),
    ("The checker stands apart from OR-Tools and the model", "solver.check.figures", "solver.rules.budget"),
    ("A rule knows nothing of how it is searched or explained", "solver.rules.budget", "solver.search"),
    ("Areas know only what stands below them", "app.enterprises.rules", "app.tenders.rules"),
    ("Areas know only what stands below them", "app.foundation.audit", "app.accounts.models"),
    ("Areas know only what stands below them", "app.tenders.models", "app.consortia.models"),
    ("Areas know only what stands below them", "app.bids.tasks", "app.record.heads"),
    ("Areas know only what stands below them", "app.home.queries", "app.record.tasks"),
    ("Inside an area, downward only", "app.enterprises.models", "app.enterprises.queries"),
    ("Inside an area, downward only", "app.consortia.queries.people", "app.consortia.actions.asking"),
    ("Only the web edge knows Flask", "app.tenders.actions.closing", "flask"),
    ("Only the web edge knows Flask", "app.foundation.mail", "flask"),
    ("Only the web edge knows Flask", "app.record.heads", "flask"),
    ("Only the web edge knows Flask", "app.record.check.trail", "flask"),
    ("Only the web edge knows Flask", "app.record.backup.making", "flask"),
    ("Only the web edge knows Flask", "app.record.doctor.records", "flask"),
    ("OR-Tools stays in the solver", "app.consortia.solving.run", "ortools"),
    ("The search runs as a child process, never inside the product", "app.consortia.tasks", "solver.search"),
    ("WeasyPrint behind one door", "app.bids.tasks", "weasyprint"),
)


@cache
def graph() -> ImportGraph:
    """Every import of the product and the solver, those for type checking included."""
    return build_graph("app", "solver", include_external_packages=True, exclude_type_checking_imports=False)


@cache
def contracts() -> dict[str, Contract]:
    """The contracts by name."""
    options = use_cases.read_user_options()
    use_cases._register_contract_types(options)
    by_name = {}
    for contract in options.contracts_options:
        kind = registry.get_contract_class(contract["type"])
        by_name[contract["name"]] = kind(
            name=contract["name"],
            session_options=options.session_options,
            contract_options=contract,
        )
    return by_name


def kept(name: str, imports: ImportGraph) -> bool:
    return bool(contracts()[name].check(copy.deepcopy(imports), verbose=False).kept)


@pytest.mark.parametrize("name", sorted({name for name, _, _ in BREACHES}))
def test_the_code_keeps_the_contract(name: str) -> None:
    assert kept(name, graph())


def test_every_contract_has_a_planted_breach() -> None:
    assert set(contracts()) == {name for name, _, _ in BREACHES}


@pytest.mark.parametrize(("name", "importer", "imported"), BREACHES)
def test_a_planted_breach_is_caught(name: str, importer: str, imported: str) -> None:
    broken = copy.deepcopy(graph())
    assert importer in broken.modules, f"{importer} is gone: plant the breach elsewhere"
    broken.add_import(importer=importer, imported=imported)
    assert not kept(name, broken)


def foreign_doors(imports: ImportGraph) -> set[tuple[str, str]]:
    """Imports of the solver by the product that do not go through its doors."""
    outside = set()
    for module in imports.modules:
        if module.partition(".")[0] != "app":
            continue
        for target in imports.find_modules_directly_imported_by(module):
            if target.partition(".")[0] == "solver" and not _allowed(module, target):
                outside.add((module, target))
    return outside


def _allowed(module: str, target: str) -> bool:
    if any(target == door or target.startswith(f"{door}.") for door in SOLVER_DOORS):
        return True
    sample = module.startswith("app.sample") and target.startswith("solver.generate")
    return sample or (module, target) == ("app.site.demo", "solver.search.greedy")


def test_the_product_enters_the_solver_by_its_doors_only() -> None:
    assert foreign_doors(graph()) == set()


def test_another_way_into_the_solver_is_caught() -> None:
    broken = copy.deepcopy(graph())
    broken.add_import(importer="app.consortia.tasks", imported="solver.candidates")
    assert foreign_doors(broken) == {("app.consortia.tasks", "solver.candidates")}


def check_for_circles(imports: ImportGraph) -> None:
    """Raises CycleError where modules import one another in a circle."""
    ours = {name for name in imports.modules if name.split(".")[0] in ("app", "solver")}
    TopologicalSorter(
        {name: ours & imports.find_modules_directly_imported_by(name) for name in ours}
    ).prepare()


def test_no_modules_import_one_another_in_a_circle() -> None:
    check_for_circles(graph())


def test_a_circle_is_seen() -> None:
    breach = copy.deepcopy(graph())
    breach.add_import(importer="app.foundation.jobs.queue", imported="app.foundation.jobs.worker")
    with pytest.raises(CycleError):
        check_for_circles(breach)
