"""Who could take over what, from the problem that the solver was asked."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.consortia.models import Consortium, Enquiry
from app.consortia.solving.names import number_of


def backups(session: Session, consortium: Consortium, members: Sequence[int]) -> dict[int, list[int]]:
    """Work package id -> the enterprises with capacity to spare that could take over some of another member's
    part.

    Empty where the enquiry kept no problem. Counts a member's spare capacity once for each package it could
    serve.
    """
    enquiry = session.get_one(Enquiry, consortium.proposal.enquiry_id)
    if enquiry.problem is None:
        return {}
    problem = json.loads(enquiry.problem)
    needed = {package["id"]: set(package["credentials"]) for package in problem["work_packages"]}
    load: dict[int, int] = defaultdict(int)
    providers: dict[int, set[int]] = defaultdict(set)
    for member in consortium.members:
        if member.enterprise_id in members:
            for promise in member.promises:
                load[promise.offer_id] += promise.quantity
                providers[promise.work_package_id].add(member.enterprise_id)
    covering: dict[int, list[int]] = defaultdict(list)
    for enterprise in problem["enterprises"]:
        number = number_of(enterprise["id"])
        if number in members:
            for package in _could_serve(enterprise, needed, load):
                if providers[package] - {number}:
                    covering[package].append(number)
    return dict(covering)


def _could_serve(enterprise: dict[str, Any], needed: dict[str, set[str]], load: dict[int, int]) -> list[int]:
    held = set(enterprise["credentials"])
    return [
        number_of(served["work_package"])
        for offer in enterprise["offers"]
        if offer["capacity"] > load[number_of(offer["id"])]
        for served in offer["serves"]
        if needed[served["work_package"]] <= held
    ]
