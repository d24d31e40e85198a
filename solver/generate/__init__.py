"""Seeded invented markets, and tenders drawn on them: for tests, benchmarks and the sample register."""

from solver.generate.catalogue import Capability, Catalogue, default_catalogue
from solver.generate.geography import Geography, Place, default_geography
from solver.generate.market import Market, MarketEnterprise, MarketOffer, market
from solver.generate.tender import INFEASIBLE, RULE_SETS, problem

__all__ = [
    "INFEASIBLE",
    "RULE_SETS",
    "Capability",
    "Catalogue",
    "Geography",
    "Market",
    "MarketEnterprise",
    "MarketOffer",
    "Place",
    "default_catalogue",
    "default_geography",
    "market",
    "problem",
]
