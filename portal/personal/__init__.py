"""Personal data of people without an account: one registry for purging, exporting and erasing it."""
