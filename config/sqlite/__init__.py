"""Django's SQLite backend with the one thing we miss in it: Swedish order of letters."""
