"""Forms for what people type about tenders. The rules are in the actions."""
