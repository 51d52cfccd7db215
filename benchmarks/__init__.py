"""Measures the live engine: docs/performance.md says how and why."""
