"""What events and programmes are handed out as beside pages: iCalendar, structured data."""
