"""Mail: written in the transaction that causes it, sealed while it waits, sent by the worker after commit.

While a mail server is away nothing is lost but time: we try for three days, with growing waits. The operators
see what stopped each mail (`flask mail list`).
"""
