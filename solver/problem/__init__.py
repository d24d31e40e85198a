"""The question: `consortium-problem/1`, read, checked for sense, and written back in one canonical form."""

from solver.problem.fields import ProblemError
from solver.problem.reading import from_dict, parsed, read, unpacked
from solver.problem.rules import LeadRule, LotCategory, Members, Rules
from solver.problem.shapes import (
    FORMAT,
    Allocation,
    Alternatives,
    Enterprise,
    Offer,
    Pins,
    Problem,
    Serve,
    Weights,
    WorkPackage,
)
from solver.problem.writing import canonical_bytes, sha256_of, to_dict

__all__ = [
    "FORMAT",
    "Allocation",
    "Alternatives",
    "Enterprise",
    "LeadRule",
    "LotCategory",
    "Members",
    "Offer",
    "Pins",
    "Problem",
    "ProblemError",
    "Rules",
    "Serve",
    "Weights",
    "WorkPackage",
    "canonical_bytes",
    "from_dict",
    "parsed",
    "read",
    "sha256_of",
    "to_dict",
    "unpacked",
]
