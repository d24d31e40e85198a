"""Exactly what the pages of the register show. Public screens are classes of their own, without figures."""
