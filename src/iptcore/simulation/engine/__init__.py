"""The model: weeks of courses in columns, a block at a time."""
