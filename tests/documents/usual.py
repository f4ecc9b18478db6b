"""How many examples a property gets here: few where it is asked of each of a hundred classes."""

from hypothesis import HealthCheck, settings

FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
