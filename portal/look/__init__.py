"""The visual identity computed: accents of one colour, emblems and plans of one position."""
