"""What the pages of public notices show."""
