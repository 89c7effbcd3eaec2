"""What changes accounts, capacities, sessions and second factors."""
