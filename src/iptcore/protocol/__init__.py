"""The protocol as a state machine: rules, the step table, and the verbs that answer from them."""
