"""What the pages of enquiries and consortia show, as frozen values."""
