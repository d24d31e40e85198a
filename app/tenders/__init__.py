"""Tenders, lots, work packages, conditions, criteria, notices, and which offers match a work package."""
