"""Documents to keep and to send: tagged PDF, and plain tables; the only place with WeasyPrint."""
