"""The market of the simulated feed."""
