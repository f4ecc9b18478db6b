"""The inputs of a simulation: arms, parameters, plans, policies, clients, and the request that holds them."""
