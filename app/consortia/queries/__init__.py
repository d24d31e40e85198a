"""Every read of enquiries, proposals and consortia, limited to what the actor can see."""
