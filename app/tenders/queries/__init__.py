"""Every read of tenders: what an actor may see, what matches, and what work costs."""
