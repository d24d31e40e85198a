"""Enquiries to the solver, proposals, formation, consent, agreement."""
