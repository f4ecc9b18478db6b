"""What a simulation is asked for: arms, parameters, plans, policies, clients, and the request that holds them."""
