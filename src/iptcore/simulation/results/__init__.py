"""The results of a request: the cohort, its summary, figures, tables and files."""
