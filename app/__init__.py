"""Bidbridge: the web application."""
