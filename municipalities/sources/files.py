"""Populations from a file that somebody hands in, known by what it holds and not by its name."""

from municipalities.sources.extract import Extract


def read_file(content: bytes, *, year: int | None = None) -> Extract:
    """Read a file of any kind that is known, or raise ``SourceRefused``.

    ``year`` is the one a person asks for. It is needed where the file holds several years, or does
    not say of which it is; where the file says another, it is refused.
    """
    raise NotImplementedError
