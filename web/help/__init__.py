"""Help: a page an area, and the page of the API."""
