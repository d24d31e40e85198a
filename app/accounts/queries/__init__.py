"""Every read of people, organisations, memberships and sign-ins."""
