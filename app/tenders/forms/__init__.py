"""The shape of what people type about tenders. Rules live in actions."""
