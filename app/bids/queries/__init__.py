"""Every read of bids and packs, scoped to what the actor may see."""
