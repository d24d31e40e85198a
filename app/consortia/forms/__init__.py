"""The shape of what people type about enquiries and consortia."""
