"""What the start pages show, as frozen values."""
