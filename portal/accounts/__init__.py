"""People who sign in: the user model and the rules of a session."""
