"""Attendant: a medical virtual assistant for the office work of a US practice."""

__version__ = "0.1.0"
