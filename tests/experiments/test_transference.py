import pytest

from nelumbo.cell.parameters import LOSSLESS
from nelumbo.constants import FARADAY, GAS_CONSTANT
from nelumbo.cycling.calibrated import bare_laws
from nelumbo.errors import StageError
from nelumbo.experiments.transference import Transference


def apparent(electrolyte):
    """1/(1 + Ne), what the method gives in a concentrated solution."""
    diffusion = 2 * GAS_CONSTANT * electrolyte.temperature / FARADAY**2
    diffusion *= (1 - electrolyte.transference_number) ** 2 * electrolyte.thermodynamic_factor
    diffusion /= electrolyte.diffusivity * electrolyte.salt_concentration
    return 1 / (1 + electrolyte.conductivity * diffusion)


@pytest.mark.parametrize("film", [False, True])
def test_the_apparent_number_is_that_of_the_liquid(design, trial, sample, values, film):
    outcome = Transference().measure(trial("transference"), sample(LOSSLESS, film=film), design)
    expected = apparent(design.electrolyte["ether"])
    assert values(outcome, "transference_number")[""] == pytest.approx(expected, rel=0.015)


def test_corrosion_and_film_growth_disturb_it_little(design, trial, sample, values, lossy):
    outcome = Transference().measure(trial("transference"), sample(lossy), design)
    assert values(outcome, "transference_number")[""] == pytest.approx(
        apparent(design.electrolyte["ether"]), rel=0.02
    )


def test_charged_pores_raise_it(design, trial, sample, values):
    neutral, charged = (
        values(
            Transference().measure(
                trial("transference"), sample(LOSSLESS, film=True, thickness=1e-5, surface_charge=charge), design
            ),
            "transference_number",
        )[""]
        for charge in (0.0, -5.0)
    )
    assert charged > neutral * 1.02


def test_the_unknown_charge_of_the_pores_is_varied(design, trial, sample, values):
    thick = sample(LOSSLESS, film=True, thickness=1e-5)
    found = values(Transference().measure(trial("transference"), thick, design), "transference_number")
    assert found["surface_charge_C_m2=0"] == pytest.approx(found[""], rel=1e-9)
    ordered = [found[f"surface_charge_C_m2={charge}"] for charge in ("-0.1", "-0.03", "-0.01", "0", "0.03")]
    assert ordered == sorted(ordered, reverse=True)
    assert ordered[0] > ordered[-1]
    bare = values(Transference().measure(trial("transference"), sample(LOSSLESS), design), "transference_number")
    assert set(bare) == {""}


def test_transport_is_reported_with_its_spread(design, trial, sample, values):
    bare = Transference().measure(trial("transference"), sample(LOSSLESS), design)
    assert values(bare, "diffusivity_ratio") == {"": 1.0}
    assert values(bare, "tortuosity_factor") == {}
    film = Transference().measure(trial("transference"), sample(LOSSLESS, LOSSLESS, film=True), design)
    assert values(film, "tortuosity_factor") == {"": pytest.approx(2.2)}
    assert {row.sd for row in film.observables} == {None}


def test_the_polarisation_decays_to_the_steady_current(design, trial, sample):
    record = Transference().measure(trial("transference"), sample(LOSSLESS), design).records["polarisation"]
    assert record.voltage == pytest.approx(-0.01, abs=1e-7)
    assert record.current[-1] < 0
    assert abs(record.current[-1]) < abs(record.current[5])


def test_the_hold_ends_when_the_current_is_steady(design, trial, sample, lossy):
    experiment = trial("transference")
    record = Transference().measure(experiment, sample(lossy), design).records["polarisation"]
    assert 3 < record.time[-1] < 60 < experiment.duration


def test_a_current_that_never_settles_is_refused(design, trial, sample, lossy):
    with pytest.raises(StageError, match="not steady"):
        Transference(steadiness=0.0).measure(trial("transference", duration=100.0), sample(lossy), design)


def test_rough_electrodes_of_low_resistance_are_measured_too(design, trial, sample, values):
    outcome = Transference().measure(trial("transference"), sample(bare_laws()), design)
    expected = apparent(design.electrolyte["ether"])
    assert values(outcome, "transference_number")[""] == pytest.approx(expected, rel=0.01)
