"""Every read of enquiries, proposals and consortia, scoped to what the actor may see."""
