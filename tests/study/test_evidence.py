import math
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.errors import StageError
from nelumbo.materials.calibration import calibration
from nelumbo.study.cycling_fit import CyclingModel
from nelumbo.study.evidence import bare_electrode, cell_spread, cycling_evidence

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")


def by_id():
    return {item.id: item for item in cycling_evidence(DESIGN)}


def test_evidence_is_the_campaign_on_cycling_and_two_named_values_from_literature():
    evidence = by_id()
    measured = {name for name, item in evidence.items() if item.measured}
    assert measured == {"E1", "E4", "E5", "E6", "E7", "D6a", "D13"}
    assert all(item.source for item in evidence.values() if not item.measured)
    assert evidence["E6"].likelihood.seen == pytest.approx(math.log(0.004))


def test_two_cells_of_one_kind_differ_by_what_was_published():
    """The bare cells at one rate differ by 24 %, those with a film by 4 %."""
    ratios = [math.log(179.1 / 136.2), math.log(179.3 / 172.8)]
    assert cell_spread(DESIGN) == pytest.approx(math.sqrt(sum(r**2 for r in ratios) / 4))
    assert cell_spread(DESIGN.model_copy(update={"measured": ()})) == 0


def test_the_spread_between_cells_is_in_every_number_that_was_measured():
    numbers = [item for item in by_id().values() if item.measured and item.likelihood.log_density(0) < -10]
    assert numbers
    assert all(item.likelihood.sd > cell_spread(DESIGN) for item in numbers)


def test_shipped_numbers_meet_the_bare_collector():
    bare = bare_electrode(DESIGN)
    evidence = tuple(item for item in cycling_evidence(DESIGN) if item.electrode == bare)
    law = calibration().laws[0]
    values = {name: np.array([value]) for name, value in law.values.items()}
    predicted = CyclingModel(DESIGN, {}, evidence).predict(law.name, values)[:, 0]
    residuals = {item.id: item.likelihood.residual(value) for item, value in zip(evidence, predicted, strict=True)}
    assert set(residuals) == {"E4", "E5", "E7", "fresh_efficiency", "bare_life"}
    assert max(abs(value) for value in residuals.values()) < 2.5


def test_a_campaign_needs_a_bare_electrode():
    covered = DESIGN.model_copy(update={"electrode": tuple(e for e in DESIGN.electrode if e.membrane is not None)})
    with pytest.raises(StageError, match="no bare electrode"):
        bare_electrode(covered)


def test_a_condition_must_name_its_cycle():
    vague = next(datum for datum in DESIGN.measured if datum.quantity == "coulombic_efficiency")
    design = DESIGN.model_copy(update={"measured": (vague.model_copy(update={"condition": "later"}),)})
    with pytest.raises(StageError, match="names no cycle"):
        cycling_evidence(design)
