"""What came of a request: the cohort, its summary, figures, tables and files."""
