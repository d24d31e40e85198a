"""Every change to the register and the capacity ledger."""
