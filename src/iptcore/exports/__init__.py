"""Courses and protocols in the formats of record systems, calendars, process miners, notebooks and REDCap.

Each format is a module, imported by name. All functions are pure: the present moment is an argument, and the same
arguments give the same bytes. Free text, and keys of people, goals and focal areas, are exported only with
``private=True``.
"""
