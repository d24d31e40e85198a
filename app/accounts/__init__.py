"""People, organisations, memberships, sign-in."""
