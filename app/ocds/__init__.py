"""Open Contracting JSON: reading what public sources really publish."""
