"""The market that the simulated feed plays."""
