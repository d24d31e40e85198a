"""Every read of the register and the capacity ledger."""
