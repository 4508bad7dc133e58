"""Replications and design points into the store, and back: all that follows works from files alone."""
