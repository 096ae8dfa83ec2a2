"""The last app: it wraps what all the others have registered."""
