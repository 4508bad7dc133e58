"""Replications and design points into the store, and back: everything after this line works from files alone."""
