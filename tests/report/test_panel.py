"""Marks that know their electrode, and the numbers behind them."""

import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.lines import Line2D

from nelumbo.report.curves import legend_above, stack
from nelumbo.report.panel import Series, new_figure, table_of
from nelumbo.report.picture import Drawing
from nelumbo.report.style import house_style

X, Y = np.array([1.0, 10.0, 100.0]), np.array([2.0, 4.0, 6.0])


@pytest.fixture
def drawing() -> Drawing:
    with house_style():
        figure, panels = new_figure(2)
        left, right = panels
        left.axes.set(xlabel="time / h", ylabel="voltage / V", xscale="log", xlim=(1, 100), ylim=(0, 8))
        left.keep(left.axes.plot(X, Y), Series("thin", "trace", X, Y))
        left.keep(left.axes.errorbar(X, Y + 1, 0.5), Series("thick", "point", X, Y + 1, Y + 0.5, Y + 1.5))
        left.zero_line()
        stack(right, {"inside": "red", "outside": "blue"}, {"thin": [1.0, 2.0], "thick": [0.5, 0.0]})
        right.axes.set(xlabel="charge / mAh cm⁻²")
    return Drawing("both", "Both", "caption", table_of(panels), figure)


@pytest.fixture
def svg(drawing) -> str:
    with house_style():
        return dict(drawing.views())["svg"].decode()


def test_numbers_have_named_columns_with_units(drawing):
    table = pd.read_csv(io.BytesIO(dict(drawing.files())["csv"]))
    assert list(table.columns) == [
        "panel", "electrode", "series", "time / h", "voltage / V", "voltage / V, low", "voltage / V, high",
        "charge / mAh cm⁻²",
    ]  # fmt: skip
    points = table[table["series"] == "point"]
    assert points["voltage / V, low"].tolist() == [2.5, 4.5, 6.5]
    bars = table[table["panel"] == "b"].set_index(["electrode", "series"])
    assert bars.loc[("thin", "outside"), "charge / mAh cm⁻²"] == 2
    assert bars["time / h"].isna().all()


def test_every_mark_belongs_to_an_electrode(svg):
    root = ET.fromstring(svg)
    marks = [group for group in root.iter() if group.get("class") == "mark"]
    owners = [group.get("data-electrode") for group in marks]
    # a line, an error bar of two artists, the line of zero, two stacks of two
    assert sorted(map(str, owners)) == ["None", *["thick"] * 4, *["thin"] * 3]
    names = [group for group in root.iter() if group.get("class") == "key"]
    assert [group.get("data-electrode") for group in names] == ["thin", "thick"]


def test_a_panel_says_where_it_is_and_what_it_spans(svg, drawing):
    """The ends of the line of zero are the ends of the box, at the height that belongs to zero."""
    box = [float(edge) for edge in re.search(r'data-box="([^"]*)"', svg)[1].split()]
    assert re.search(r'data-x="1 100 log" data-y="0 8 linear"', svg)
    zero = re.search(r'<g class="mark">\s*<path d="M ([\d.]+) ([\d.]+)\s+L ([\d.]+) ([\d.]+)', svg)
    x0, y0, x1, y1 = (float(number) for number in zero.groups())
    assert (x0, y0, x1, y1) == pytest.approx((box[0], box[3], box[2], box[3]), abs=0.02)
    assert svg.count("data-box") == 1  # along the bars stand names: there is nothing to zoom


def test_drawings_of_one_page_keep_apart(drawing, svg):
    inline = drawing.markup(svg.encode(), "f3")
    ids = re.findall(r'\bid="([^"]+)"', inline)
    assert ids
    assert all(id_.startswith("f3-") for id_ in ids)
    referred = re.findall(r'(?:href="#|url\(#)([^")]+)', inline)
    assert set(referred) <= set(ids)
    assert inline.startswith("<svg ")
    assert "<metadata>" not in inline


def test_both_files_show_the_same_layout(drawing):
    with house_style():
        files = dict(drawing.views())
        again = dict(drawing.views())
    assert files["png"] == again["png"]
    assert files["svg"] == again["svg"]


@pytest.mark.parametrize(("count", "letters"), [(3, 8), (50, 8), (50, 40)])
def test_a_legend_stays_within_its_figure(count, letters):
    with house_style():
        figure, (panel,) = new_figure()
        panel.axes.plot(X, Y)
        names = [f"{k:0{letters}d}" for k in range(count)]
        legend_above(figure, [Line2D([], [], label=name) for name in names], names)
        figure.canvas.draw()
        box = figure.legends[0].get_window_extent()
        height = panel.axes.get_window_extent().height / figure.dpi
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.x1
    assert height > 1.8  # the panel keeps its size whatever stands above it
