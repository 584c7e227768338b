"""The document of the example's budgets: words of ours around the figures that were published."""

from budgets.actions import documents
from budgets.core.money import Unit
from budgets.models import BudgetVersion, Section

TITLE = "Budget {budget year} Upphandlingskontoret"

_DOES = """\
Genom Upphandlingskontoret i Östersund köper {number of municipalities} kommuner in tillsammans. \
Kontoret upphandlar sådant som många av dem behöver ofta och mycket av, så att ett avtal räcker \
för alla.

En kommun kan också beställa hjälp för egen del och betalar då för just den:

- en upphandling som bara gäller den egna verksamheten
- en granskning av ett förfrågningsunderlag eller av hur anbuden har värderats
"""
_ECONOMY = """\
Budgeten för {budget year} omsluter {total cost}. Av intäkterna kommer \
**{share of income from the agreement}** från samarbetsavtalet. Den delen bär kommunerna efter \
folkmängd, och det är årsskiftet före beslutet som räknas: {date of the population}, med \
{number of inhabitants} invånare. Utslagen på dem kostar kontoret {cost per inhabitant} var.

Övriga intäkter är uppdrag som beställs under året, ersättning från övriga avtalsparter och \
Östersunds avtal om kvalitetssäkring och om att följa upp avtalstroheten.

Av kostnaderna är **{staff share of cost}** personal. Resten är lokaler, administration och \
utbildning.
"""
_CHANGE = """\

Mot året innan ändras kostnaderna med {cost compared with the year before} \
({cost compared with the year before in per cent}) och det som kommunerna delar på med \
{income from the agreement compared with the year before}.
"""
_AHEAD = """\
Kommunerna lämnar över allt mer av sina upphandlingar. Uppdragen blir både fler och svårare, inte \
minst när det gäller entreprenader, och det märks på vad medarbetarna behöver kunna.

Vad ett avtal är värt visar sig först när det används. Därför följer kontoret upp avtalen och tar \
med sig det till nästa upphandling. Kommunernas krav på hållbarhet har länge varit höga. Att \
behoven kommer fram i tid är de lokala upphandlingsgruppernas förtjänst.
"""
_SHARED = """\
{payer with the largest share} betalar mest: {sum of the largest payer}, med det som debiteras \
kommunen ensam.
"""


def write(version: BudgetVersion, *, is_first: bool) -> None:
    """Write the document of a draft; the first has no year before it to be compared with."""
    documents.entitle(version=version, title=TITLE, unit=Unit.TKR, adjusted=False)
    for kind, heading, text in [
        (Section.Kind.TEXT, "Vad kontoret gör", _DOES),
        (Section.Kind.TEXT, "Ekonomin", _ECONOMY if is_first else _ECONOMY + _CHANGE),
        (Section.Kind.TEXT, "Vad som väntar", _AHEAD),
        (Section.Kind.TABLE, "Budgeten i siffror", ""),
        (Section.Kind.ALLOCATION, "Vad kommunerna betalar", _SHARED),
    ]:
        documents.add(version=version, kind=kind, heading=heading, text=text.strip("\n"))
