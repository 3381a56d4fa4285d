import pytest

from nelumbo.report.words import broken, condition_in_words, in_print, in_words, label_of, signed, with_spread


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("um", "µm"),
        ("1/um2", "1/µm²"),
        ("ohm cm2", "Ω cm²"),
        ("m2/m2", "m²/m²"),
        ("3e-10 m^2/s", "3e-10 m²/s"),
        ("g/cm^3", "g/cm³"),
        ("C^2/(m^4 s)", "C²/(m⁴ s)"),
        ("mAh/cm2", "mAh/cm²"),
        ("1-4 um; no measurement", "1-4 µm; no measurement"),
        ("vacuum, plum", "vacuum, plum"),
    ],
)
def test_units(typed, printed):
    assert in_print(typed) == printed


def test_names():
    assert in_words("poisson_ratio") == "Poisson ratio"
    assert label_of("roughness_sq", "um") == "rms roughness Sq / µm"
    assert label_of("layers", "1") == "layers"
    words = "current 1 mA/cm², capacity 3 mAh/cm², C-rate 0.5, ether"
    assert condition_in_words("current_mA_cm2=1; capacity_mAh_cm2=3; c_rate=0.5; electrolyte=ether") == words


@pytest.mark.parametrize(
    ("value", "spread", "text"),
    [
        (1.4567, 0.0123, "1.457 ± 0.012"),
        (1449.2, 19.4, "1449 ± 19"),
        (2.0, 0.0, "2"),
        (2.0, 1e-9, "2"),
        (4.1e-10, 6.2e-11, "(4.10 ± 0.62)·10⁻¹⁰"),
        (0.5, 3.0, "0.5 ± 3.0"),
        (float("inf"), 1.0, "inf"),
    ],
)
def test_spreads(value, spread, text):
    assert with_spread(value, spread) == text


def test_signs():
    texts = ("-0.0 %", "+0.0 %", "-2.5 %", "+2.5 %")
    assert [signed(text) for text in texts] == ["0.0 %", "0.0 %", "−2.5 %", "+2.5 %"]


def test_long_names_break_after_underscores():
    assert broken("film_of_hollow_spheres", 10) == "film_of_\nhollow_\nspheres"
    assert broken("short", 10) == "short"
    assert broken("1\nmAh", 10) == "1\nmAh"
    assert all(len(line) <= 5 for line in broken("abcdefghijkl", 5).split("\n"))
