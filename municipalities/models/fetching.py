"""What is asked of Statistics Sweden, and its answer."""

from django.conf import settings

from municipalities.models.checking import known_of
from municipalities.sources import scb_api
from municipalities.sources.extract import Extract


def fetch(year: int) -> Extract:
    """Ask for the population on 31 December of a year, as the settings say; ``SourceRefused``.

    Nothing is recorded.
    """
    return scb_api.fetch(year=year, codes=codes_to_ask_for(year), api=settings.SCB)


def codes_to_ask_for(year: int) -> frozenset[str]:
    """The municipalities of all counties in which somebody takes part, or of the whole country.

    So each county can be compared with the sum of its municipalities, and an answer does not hang
    on municipalities that have nothing to do with it. They are those the checks will expect: the
    codes in use at the time, and for a participant that is younger those it was merged of.
    """
    known = known_of(year)
    counties = {code[:2] for code in known.participants}
    return frozenset(code for code in known.register if not counties or code[:2] in counties)
