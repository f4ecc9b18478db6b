"""One course, event by event: who takes turns, a therapist who works by the manual, and rows as full courses."""
