"""The budget document: read, written, and handed out as files."""
