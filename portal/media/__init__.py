"""Images and documents: the portal's own models from the first migration."""
