"""Exactly what the pages of the register show. Public screens hold nothing private: they are built apart."""
