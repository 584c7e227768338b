"""Who takes part, on what terms, and how many live there."""

from municipalities.models.agreement import Agreement, Participation
from municipalities.models.contact import Contact
from municipalities.models.municipality import Municipality
from municipalities.models.other_party import OtherParty
from municipalities.models.population import PopulationFigure, PopulationSnapshot

__all__ = [
    "Agreement",
    "Contact",
    "Municipality",
    "OtherParty",
    "Participation",
    "PopulationFigure",
    "PopulationSnapshot",
]
