"""Which rule makes a deposit what it is: lithium grown again with one rule switched off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from nelumbo.deposition.growth.rules import Rules
from nelumbo.deposition.result import Deposit
from nelumbo.deposition.voxel_front import VoxelFront
from nelumbo.design.design import Design
from nelumbo.design.electrode import Electrode
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.errors import StageError
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.spread import spread
from nelumbo.observables import Observable, condition
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Structure
from nelumbo.transport.bare import bare_transport
from nelumbo.transport.result import Transport
from nelumbo.units import MA_PER_CM2, MAH_PER_CM2, MICROMETRE

DESIGNED = "nothing"
"""What the growth is without that goes as it is designed."""
MEMBRANE = "membrane"
RULES: Mapping[str, Rules] = {
    DESIGNED: Rules(),
    "film": Rules(film=False),
    "cracks": Rules(cracking=False),
    "relocation": Rules(relocation=False),
    "floating": Rules(floating=False),
    "creep": Rules(creep=False),
    "breach": Rules(breach=False),
}
"""What a growth is without, and the rules that are left."""
_OF_ANY = (DESIGNED, "film", "cracks")


@dataclass(frozen=True)
class GrowthControls(Instrument):
    """The same lithium on the same films and from the same noise, without the membrane or without one rule.

    x̄ = Σᵢ xᵢ/n for each control

    One current and one charge for all. A growth that cannot go on, because lithium has sealed the pores of a
    section, is noted; a control has rows only where all of its growths came to their end.

    Attributes:
        model: grows the lithium. growths: n; they take the films in turn. current_density: A/m². charge: C/m².
    """

    equation: ClassVar[str] = "x̄ = Σᵢ xᵢ/n"
    units: ClassVar[dict[str, str]] = {"x": "of the quantity", "x̄": "of the quantity", "n": "1"}
    references: ClassVar[tuple[str, ...]] = ("Saltelli2008",)

    model: VoxelFront = field(default_factory=VoxelFront)
    growths: int = 1
    current_density: float = MA_PER_CM2
    charge: float = MAH_PER_CM2

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Grow lithium once as designed and once for every control.

        Args:
            experiment: a plating test of this electrode, which names the electrolyte.
        """
        refusal = self.model.refusal(sample.structures[0])
        if refusal:
            return Outcome(observables=(), notes=(f"No controls of growth: {refusal}.",))
        rows: list[Observable] = []
        notes: list[str] = []
        electrolyte = design.electrolyte[experiment.electrolyte]
        for without, electrode, rules, films in controls(sample):
            model = replace(self.model, rules=rules)
            try:
                deposits = [
                    self._shared(model.seeded(n), without, sample, electrolyte)
                    or self._grown(model.seeded(n), electrode, films[n % len(films)], design, electrolyte)
                    for n in range(self.growths)
                ]
            except StageError as error:
                notes.append(f"Without {without} lithium could not be grown to its end: {error}")
                continue
            rows += _rows(without, deposits)
        return Outcome(observables=tuple(rows), notes=tuple(notes))

    def _shared(self, model: VoxelFront, without: str, sample: Sample, electrolyte: Electrolyte) -> Deposit | None:
        """Return the deposit of a growth that was done before and is the same, ``None`` where there is none.

        That is the growth as designed, and so is one without a rule that never came into play in it.
        """
        if without == MEMBRANE:
            return None
        designed = replace(model, rules=Rules())
        for growth in sample.growths:
            same = (growth.model, growth.electrolyte, growth.current_density)
            deposit = growth.at(self.charge)
            if deposit is not None and same == (designed, electrolyte, self.current_density):
                unused = deposit.idle is not None and without in deposit.idle
                return deposit if without == DESIGNED or unused else None
        return None

    def _grown(
        self,
        model: VoxelFront,
        electrode: Electrode,
        film: tuple[Structure, Transport],
        design: Design,
        electrolyte: Electrolyte,
    ) -> Deposit:
        (deposit,) = model.plate(
            electrode, *film, design.lithium, electrolyte, self.current_density, [self.charge]
        )
        return deposit


Films = Sequence[tuple[Structure, Transport]]


def controls(sample: Sample) -> Iterator[tuple[str, Electrode, Rules, Films]]:
    """Yield what a growth is without, on which electrode, by which rules, and on which films it grows."""
    electrode = sample.electrode
    films: Films = list(zip(sample.structures, sample.transports, strict=True))
    if electrode.membrane is not None:
        bare = electrode.model_copy(update={"membrane": None})
        yield MEMBRANE, bare, Rules(), [(bare_structure(), bare_transport())]
    for without, rules in RULES.items():
        if electrode.membrane is not None or without in _OF_ANY:
            yield without, electrode, rules, films


def _rows(without: str, deposits: Sequence[Deposit]) -> list[Observable]:
    """Return the rows of one control."""
    where = condition(without=without)
    values = {
        "roughness_sq": [d.roughness_sq / MICROMETRE for d in deposits],
        "tip_height": [d.tip_height / MICROMETRE for d in deposits],
        "lithium_thickness": [d.lithium_thickness / MICROMETRE for d in deposits],
        "inside_fraction": [d.inside / d.charge for d in deposits],
        "underneath_fraction": [d.underneath / d.charge for d in deposits],
        "on_top_fraction": [d.on_top / d.charge for d in deposits],
        "punctured_fraction": [d.punctured_fraction for d in deposits],
    }
    [(state, _)] = Counter(d.state for d in deposits).most_common(1)
    return [
        *(spread(name, found, where) for name, found in values.items()),
        Observable("state", str(state), where),
    ]
