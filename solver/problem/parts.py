"""Work packages and enterprises from JSON: the long lists, so each field is tested in line and paths built
late.
"""

from __future__ import annotations

from typing import Any

from solver.problem.fields import (
    LIMIT,
    LONGEST_TEXT,
    ProblemError,
    boolean,
    fields,
    integer,
    items,
    label,
    optional_integer,
    text,
    texts,
)
from solver.problem.shapes import Enterprise, Offer, Serve, WorkPackage

_PACKAGE = frozenset(
    [
        "id",
        "lot",
        "capability",
        "area",
        "unit",
        "quantity",
        "periods",
        "max_providers",
        "min_share",
        "credentials",
    ]
)
_ENTERPRISE = frozenset(
    [
        "id",
        "home_area",
        "social_enterprise",
        "turnover",
        "joining_cost",
        "workforce",
        "supported_workforce",
        "credentials",
        "can_lead",
        "offers",
    ]
)
_VALUES = frozenset(["min_value", "max_value"])
_OFFER = frozenset(["id", "capacity", "serves"])
_SERVE = frozenset(["work_package", "unit_price", "social_value"])
_NOTHING: frozenset[str] = frozenset()


def work_package_from(value: Any, path: str) -> WorkPackage:
    """One work package. Raises ProblemError."""
    data = fields(value, path, _PACKAGE, _NOTHING)
    quantity = integer(data["quantity"], f"{path}.quantity")
    min_share = integer(data["min_share"], f"{path}.min_share")
    if min_share > quantity:
        raise ProblemError(f"{path}.min_share", f"{min_share} is above the quantity, {quantity}")
    return WorkPackage(
        id=text(data["id"], f"{path}.id"),
        lot=text(data["lot"], f"{path}.lot"),
        capability=label(data["capability"], f"{path}.capability"),
        area=label(data["area"], f"{path}.area"),
        unit=label(data["unit"], f"{path}.unit"),
        quantity=quantity,
        periods=integer(data["periods"], f"{path}.periods"),
        max_providers=integer(data["max_providers"], f"{path}.max_providers"),
        min_share=min_share,
        credentials=texts(data["credentials"], f"{path}.credentials"),
    )


def enterprise_from(value: Any, position: int) -> Enterprise:
    """One enterprise with its offers. Raises ProblemError."""
    path = f"enterprises[{position}]"
    data = fields(value, path, _ENTERPRISE, _VALUES)
    least = optional_integer(data.get("min_value"), f"{path}.min_value")
    most = optional_integer(data.get("max_value"), f"{path}.max_value")
    if least is not None and most is not None and least > most:
        raise ProblemError(f"{path}.min_value", f"{least} is above max_value, {most}")
    offers = items(data["offers"], f"{path}.offers")
    return Enterprise(
        id=text(data["id"], f"{path}.id"),
        home_area=label(data["home_area"], f"{path}.home_area"),
        social_enterprise=boolean(data["social_enterprise"], f"{path}.social_enterprise"),
        turnover=integer(data["turnover"], f"{path}.turnover"),
        joining_cost=integer(data["joining_cost"], f"{path}.joining_cost"),
        workforce=integer(data["workforce"], f"{path}.workforce"),
        supported_workforce=integer(data["supported_workforce"], f"{path}.supported_workforce"),
        credentials=texts(data["credentials"], f"{path}.credentials"),
        can_lead=boolean(data["can_lead"], f"{path}.can_lead"),
        offers=tuple(_offer(offer, f"{path}.offers", i) for i, offer in enumerate(offers)),
        min_value=least,
        max_value=most,
    )


def _offer(value: Any, parent: str, position: int) -> Offer:
    path = f"{parent}[{position}]"
    data = fields(value, path, _OFFER, _NOTHING)
    serves = items(data["serves"], f"{path}.serves")
    return Offer(
        text(data["id"], f"{path}.id"),
        integer(data["capacity"], f"{path}.capacity"),
        tuple(_serve(entry, path, i) for i, entry in enumerate(serves)),
    )


def _serve(value: Any, parent: str, position: int) -> Serve:
    if type(value) is dict and len(value) == 3 and value.keys() == _SERVE:
        package, price, social = value["work_package"], value["unit_price"], value["social_value"]
        if (
            type(package) is str
            and package.isascii()
            and 0 < len(package) <= LONGEST_TEXT
            and type(price) is int
            and 0 <= price < LIMIT
            and type(social) is int
            and 0 <= social < LIMIT
        ):
            return Serve(package, price, social)
    path = f"{parent}.serves[{position}]"
    data = fields(value, path, _SERVE, _NOTHING)
    return Serve(
        text(data["work_package"], f"{path}.work_package"),
        integer(data["unit_price"], f"{path}.unit_price"),
        integer(data["social_value"], f"{path}.social_value"),
    )
