"""Every change to people, organisations, memberships and sign-ins."""
