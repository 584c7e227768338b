"""English words, the same figures and dates."""

from config.formats.sv.formats import *  # noqa: F403
