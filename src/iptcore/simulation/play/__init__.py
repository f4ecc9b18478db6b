"""One course, event by event: policy and client, a therapist who follows the manual, and rows as full courses."""
