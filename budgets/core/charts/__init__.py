"""Charts as geometry: where a template draws what, in the units of the picture.

Nothing here knows SVG. A position is a text with one decimal and a point, whatever the reader's
language, so that it can stand in an attribute as it is. y grows downwards, as on a screen.
"""
