"""A problem in which chosen rules may give way: each by an amount, or as a waiver.

Waivers and amounts stand in one program, because one missing quantity is sometimes best mended by one certificate.
"""

from solver.explain.elastic.building import elastic
from solver.explain.elastic.draft import Draft
from solver.explain.elastic.lifted import lifted
from solver.explain.elastic.reading import changes_for
from solver.explain.elastic.soft import SHARES, Soft, every_soft

__all__ = ["SHARES", "Draft", "Soft", "changes_for", "elastic", "every_soft", "lifted"]
