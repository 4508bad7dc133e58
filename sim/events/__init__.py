"""The event log's shape: the one thing a run leaves that everything else is computed from."""
