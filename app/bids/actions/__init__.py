"""Every change of bids and packs: one public verb each. None of them commits."""
