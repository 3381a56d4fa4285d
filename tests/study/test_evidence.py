from pathlib import Path

import pytest

import nelumbo
from nelumbo.cycling.calibrated import bare_laws
from nelumbo.errors import StageError
from nelumbo.study.cycling_fit import CyclingFit
from nelumbo.study.evidence import bare_electrode, cycling_evidence

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")


def test_evidence_is_the_campaign_on_cycling_and_two_named_priors():
    evidence = {item.id: item for item in cycling_evidence(DESIGN)}
    assert {name for name, item in evidence.items() if item.measured} == {"E4", "E5", "E6", "E7"}
    assert all(item.source for item in evidence.values() if not item.measured)
    assert evidence["E7"].floor
    assert evidence["E6"].expected == 0.996


def test_a_floor_counts_only_below():
    falls = next(item for item in cycling_evidence(DESIGN) if item.floor)
    assert falls.residual(150.0) == 0
    assert falls.residual(90.0) == pytest.approx(-1.0)


def test_shipped_bare_laws_meet_the_bare_collector():
    fit = CyclingFit(DESIGN, {}, cycling_evidence(DESIGN))
    cells = fit.cells(bare_laws())
    residuals = {item.id: float(item.residual(item.observe(cells))) for item in fit.bare_evidence}
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
