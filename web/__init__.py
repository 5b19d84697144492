"""What people and their calendars see over HTTP."""
