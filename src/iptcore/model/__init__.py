"""What a therapist writes down: one file a noun."""
