"""The problem with every rule made soft: a switch says whether a rule gives way, an amount by how much.

Waivers and amounts stand in one program, because one missing quantity is sometimes best mended by one certificate.
"""

from solver.explain.elastic.building import ElasticBuilder
from solver.explain.elastic.draft import RULE_COST, Elastic, Soft
from solver.explain.elastic.lifted import everything_allowed
from solver.explain.elastic.reading import SHARES, change_of, changes_of, reached_share

__all__ = [
    "RULE_COST",
    "SHARES",
    "Elastic",
    "ElasticBuilder",
    "Soft",
    "change_of",
    "changes_of",
    "everything_allowed",
    "reached_share",
]
