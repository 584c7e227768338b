"""Django's SQLite backend with what we miss in it: the Swedish order and case of letters."""
