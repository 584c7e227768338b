"""Populations from the statistical database of Statistics Sweden (SCB), over PxWeb's API."""

from collections.abc import Collection

from municipalities.sources.extract import Extract


def fetch(*, year: int, codes: Collection[str]) -> Extract:
    """Ask SCB for the population on 31 December of a year, or raise ``SourceRefused``.

    ``codes`` are municipality codes; their counties are asked for too, as a control. Asks only when
    called, and only the addresses of the settings.
    """
    raise NotImplementedError
