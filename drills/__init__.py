"""Fault drills of the live engine: what breaks it on purpose, and bounds for what follows."""
