"""Interface of the cycling stage: the laws of one cycle and how a structure enters them."""

from __future__ import annotations

from abc import abstractmethod

from nelumbo.cycling.result import CycleLaws
from nelumbo.deposition.roughness_table import RoughnessTable
from nelumbo.law import Law
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport


class StructureLaw(Law):
    """One candidate mechanism by which a film changes what a cycle costs.

    A law is frozen, has at most two global hyper-parameters and no constant per electrode. A bare collector is
    its limit without effect, an ideal membrane the other limit.
    """

    @abstractmethod
    def protect(
        self, bare: CycleLaws, structure: Structure, transport: Transport, growth: RoughnessTable | None = None
    ) -> CycleLaws:
        """Return the laws of an electrode with this film, from those of a bare collector.

        Args:
            growth: how rough lithium grows under the film; ``None`` where the law asks for none (see `GrownLaw`).
        """
