"""Comparing rows, documents and the record: each difference is one plain sentence."""
