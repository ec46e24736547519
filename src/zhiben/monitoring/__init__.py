"""Monitoring and early-warning systems of enterprises, and the alerts that they send by signed requests."""
