"""Who takes part, on what terms, and how many live there."""

from municipalities.models.agreement import Agreement, Participation
from municipalities.models.buyer_details import BuyerDetails, Payer
from municipalities.models.contact import Contact
from municipalities.models.municipality import Municipality, Succession
from municipalities.models.other_party import OtherParty
from municipalities.models.population import PopulationFigure, PopulationSnapshot
from municipalities.models.proposal import Origin, PopulationProposal
from municipalities.models.seller import Seller

__all__ = [
    "Agreement",
    "BuyerDetails",
    "Contact",
    "Municipality",
    "Origin",
    "OtherParty",
    "Participation",
    "Payer",
    "PopulationFigure",
    "PopulationProposal",
    "PopulationSnapshot",
    "Seller",
    "Succession",
]
