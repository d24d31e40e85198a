"""Profiles, offers, credentials, trust, and the capacity ledger."""
