"""Courses and protocols in the formats of other worlds: record systems, calendars, process miners, notebooks, REDCap.

Each format is a module of its own, imported by name. All functions are pure: a moment is an argument, and the same
arguments give the same bytes. Free text, and keys of people, goals and focal areas, leave only where ``private=True``
asks for them.
"""
