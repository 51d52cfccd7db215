"""Scripts that make what the docs show."""
