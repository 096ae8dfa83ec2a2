"""The repository of initiatives: the projection, the engines behind one seam, pages and API of the search."""
