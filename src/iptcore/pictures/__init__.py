"""Pictures of courses and protocols."""
