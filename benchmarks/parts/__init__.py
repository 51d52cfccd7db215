"""The parts of the bench: each measures its figures once a round."""
