"""Every read of bids and packs, limited to what the actor can see."""
