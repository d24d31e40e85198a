"""Mail: written in the transaction that causes it, sealed while it waits, sent by the worker after commit.

A mail server that is away costs nothing but time: it is tried for three days, with growing waits, and what
stopped it stands beside the mail for whoever runs the site (`flask mail list`).
"""
