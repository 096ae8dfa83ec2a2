"""What is coming up, and programmes as the public sees them."""
