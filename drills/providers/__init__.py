"""Providers, played on loopback: servers that speak their protocols, for their own libraries."""
