"""The protocol as a state machine: rules, the step table, and the methods that answer by them."""
