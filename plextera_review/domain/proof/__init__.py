"""Proof on the page: is a value printed in the document, in any usual spelling, and where?"""

from plextera_review.domain.proof.agreement import Agreement, agreement
from plextera_review.domain.proof.index import PageIndex, ProofIndex
from plextera_review.domain.proof.proof import MOST_PLACES, Proof, ProofState

__all__ = ["MOST_PLACES", "Agreement", "PageIndex", "Proof", "ProofIndex", "ProofState", "agreement"]
