"""The only door to `solver/`: rows become a frozen problem, a limited child process answers, the answer is
checked.

The search never runs inside the product: only `solver.problem`, `solver.outcome`, `solver.settings` and
`solver.check` are imported here.
"""
