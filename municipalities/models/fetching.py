"""What is asked of Statistics Sweden, and its answer."""

from django.conf import settings

from municipalities.models.agreement import Participation
from municipalities.models.municipality import Municipality
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
    on municipalities that have nothing to do with it.
    """
    register = frozenset(Municipality.objects.values_list("code", flat=True))
    participants = Participation.objects.sharing_by_population_of(year)
    codes = participants.values_list("municipality__code", flat=True)
    counties = {code[:2] for code in codes}
    return frozenset(code for code in register if not counties or code[:2] in counties)
