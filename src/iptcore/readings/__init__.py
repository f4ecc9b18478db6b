"""Answers from the record of a course, without a protocol: pure functions, for which "not recorded" is an answer.

Each question has its module: :mod:`~iptcore.readings.outcome` (response, remission, recovery) and
:mod:`~iptcore.readings.returns` (relapse, recurrence), both under a :mod:`~iptcore.readings.outcome_schemes`;
:mod:`~iptcore.readings.change` (reliable change, severity), :mod:`~iptcore.readings.goals`,
:mod:`~iptcore.readings.halfway`, :mod:`~iptcore.readings.dispute`, :mod:`~iptcore.readings.closeness`,
:mod:`~iptcore.readings.patterns`, :mod:`~iptcore.readings.maintenance`, :mod:`~iptcore.readings.endings`,
:mod:`~iptcore.readings.safety` (the open demands of safety), and
:mod:`~iptcore.readings.client_courses` for the courses of one client.

A reading on an instrument raises :class:`~iptcore.errors.InvalidValue` for anything else, such as the code of one.
"""
