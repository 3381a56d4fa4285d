"use strict";
/* What the page can do beyond print: hide electrodes everywhere, and look closer at a panel. */

/* Electrodes: marks, columns and rows carry data-electrode, and one style rule hides those of some electrodes. */
(() => {
  const bar = document.getElementById("electrodes");
  if (!bar) return;
  const chips = [...bar.querySelectorAll("button[value]")];
  const rule = document.head.appendChild(document.createElement("style"));
  const note = document.getElementById("hidden-electrodes");
  const shown = (chip) => chip.getAttribute("aria-pressed") === "true";

  function update() {
    const hidden = chips.filter((chip) => !shown(chip)).map((chip) => chip.value);
    const selectors = hidden.map((name) => `[data-electrode="${name}"]`).join(",");
    rule.textContent = selectors && `${selectors} { display: none !important; }`;
    note.textContent = hidden.length ? `Hidden in all figures and tables: ${hidden.join(", ")}.` : "";
  }
  function set(some, visible) {
    for (const chip of some) chip.setAttribute("aria-pressed", visible);
    update();
  }
  for (const chip of chips) chip.addEventListener("click", () => set([chip], !shown(chip)));
  for (const button of bar.querySelectorAll("button[data-all]"))
    button.addEventListener("click", () => set(chips, button.dataset.all === "show"));
  bar.hidden = false;
})();

/* Zoom: a panel says where its box lies in the drawing and what it spans; the view is the part of the box that is
   shown, in shares of it from the lower left. Marks move, letters and lines keep their size. */
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const WHOLE = { left: 0, right: 1, bottom: 0, top: 1 };
  const CLOSEST = 1 / 500, SMALLEST_DRAG = 4, THIN = 10;
  const PAIR = /(-?\d[\d.e+-]*)\s+(-?\d[\d.e+-]*)/g;

  function make(name, attributes, parent) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return parent.appendChild(element);
  }

  /* An axis: from value to share of the whole and back, and round values in between. */
  function axis(text) {
    const [from, to, scale] = text.split(" "), log = scale === "log";
    const bend = log ? Math.log10 : (v) => v, unbend = log ? (v) => 10 ** v : (v) => v;
    const low = bend(+from), span = bend(+to) - low;
    const value = (share) => unbend(low + share * span);
    return {
      share: (v) => (bend(v) - low) / span,
      ticks(first, last, most) {
        const [a, b] = [value(first), value(last)].sort((p, q) => p - q);
        return log && b / a > 8 ? decades(a, b) : steps(a, b, most);
      },
    };
  }
  function steps(a, b, most) {
    const rough = (b - a) / most, ten = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].find((k) => k * ten >= rough) * ten;
    const digits = Math.min(Math.max(0, -Math.floor(Math.log10(step) + 1e-9)), 12);
    const found = [];
    for (let k = Math.ceil(a / step); k * step <= b; k++) found.push([k * step, (k * step).toFixed(digits)]);
    return found;
  }
  function decades(a, b) {
    const found = [], factors = b / a > 1e3 ? [1] : [1, 2, 5];
    for (let k = Math.floor(Math.log10(a)); 10 ** k <= b; k++)
      for (const value of factors.map((factor) => factor * 10 ** k))
        if (value >= a && value <= b) found.push([value, String(Number(value.toPrecision(6)))]);
    return found;
  }

  /* Everything of a mark that has a place: how to draw it where `place` sends its points. */
  function movable(mark) {
    const parts = [];
    for (const path of mark.querySelectorAll("path")) {
      if (path.closest("defs")) continue;
      const d = path.getAttribute("d");
      parts.push((place) => path.setAttribute("d", d.replace(PAIR, (_, x, y) => place(+x, +y).join(" "))));
    }
    for (const use of mark.querySelectorAll("use[x]")) {
      const x = +use.getAttribute("x"), y = +use.getAttribute("y");
      parts.push((place) => [use.x.baseVal.value, use.y.baseVal.value] = place(x, y));
    }
    return parts;
  }

  class Panel {
    constructor(group, reset) {
      this.group = group;
      this.svg = group.ownerSVGElement;
      this.reset = reset;
      const [left, top, right, bottom] = group.dataset.box.split(" ").map(Number);
      this.box = { left, top, width: right - left, height: bottom - top };
      this.x = axis(group.dataset.x);
      this.y = axis(group.dataset.y);
      this.marks = [...group.querySelectorAll(".mark")];
      this.view = WHOLE;
      const { width, height } = this.box, place = { x: left, y: top, width, height };
      const clip = `zoom-${Panel.count = (Panel.count ?? 0) + 1}`;
      this.clip = `url(#${clip})`;
      make("rect", place, make("clipPath", { id: clip }, this.svg));
      this.ticks = make("g", { class: "ticks" }, group);
      this.frame = make("rect", { ...place, class: "zoom", tabindex: 0, role: "img" }, group);
      this.frame.setAttribute("aria-label", "Panel: plus and minus zoom, arrows move, escape shows all again");
      this.listen();
    }

    get zoomed() { return this.view !== WHOLE; }

    /* Show a part of the box, no closer than CLOSEST and nothing beside it. */
    show(view) {
      const fit = (low, high) => {
        const size = Math.min(1, Math.max(CLOSEST, high - low)), start = Math.min(Math.max(0, low), 1 - size);
        return [start, start + size];
      };
      const [left, right] = fit(view.left, view.right), [bottom, top] = fit(view.bottom, view.top);
      this.view = left === 0 && right === 1 && bottom === 0 && top === 1 ? WHOLE : { left, right, bottom, top };
      this.parts ??= this.marks.flatMap(movable);
      for (const part of this.parts) part((x, y) => this.place(x, y));
      for (const mark of this.marks)
        this.zoomed ? mark.setAttribute("clip-path", this.clip) : mark.removeAttribute("clip-path");
      this.group.classList.toggle("zoomed", this.zoomed);
      this.label();
      this.reset();
    }

    /* Where a point of the drawing goes. */
    place(x, y) {
      const { left, top, width, height } = this.box, { view } = this;
      const across = ((x - left) / width - view.left) / (view.right - view.left);
      const along = ((y - top) / height - (1 - view.top)) / (view.top - view.bottom);
      return [left + across * width, top + along * height];
    }

    label() {
      this.ticks.replaceChildren();
      if (!this.zoomed) return;
      const { left, top, width, height } = this.box, { view } = this, foot = top + height;
      for (const [value, text] of this.x.ticks(view.left, view.right, width / 36)) {
        const [x] = this.place(left + this.x.share(value) * width, 0);
        make("path", { d: `M${x} ${foot}v3.5` }, this.ticks);
        make("text", { x, y: foot + 13, "text-anchor": "middle" }, this.ticks).textContent = text;
      }
      for (const [value, text] of this.y.ticks(view.bottom, view.top, height / 24)) {
        const [, y] = this.place(0, foot - this.y.share(value) * height);
        make("path", { d: `M${left} ${y}h-3.5` }, this.ticks);
        make("text", { x: left - 6, y: y + 3, "text-anchor": "end" }, this.ticks).textContent = text;
      }
    }

    /* The share of the whole box at which a pointer is. */
    at(event) {
      const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
      const { left, top, width, height } = this.box, { view } = this;
      const inside = (share) => Math.min(1, Math.max(0, share));
      return [
        view.left + inside((x - left) / width) * (view.right - view.left),
        view.top - inside((y - top) / height) * (view.top - view.bottom),
      ];
    }

    scale(factor, [x, y]) {
      const { left, right, bottom, top } = this.view;
      this.show({
        left: x - (x - left) * factor, right: x + (right - x) * factor,
        bottom: y - (y - bottom) * factor, top: y + (top - y) * factor,
      });
    }

    move(across, along) {
      const { left, right, bottom, top } = this.view;
      const dx = across * (right - left), dy = along * (top - bottom);
      this.show({ left: left + dx, right: right + dx, bottom: bottom + dy, top: top + dy });
    }

    listen() {
      const { frame } = this;
      frame.addEventListener("pointerdown", (event) => event.pointerType !== "touch" && !event.button && this.drag(event));
      frame.addEventListener("dblclick", () => this.show(WHOLE));
      frame.addEventListener("wheel", (event) => {
        if (document.activeElement !== frame) return; // else the page could not be scrolled past a figure
        event.preventDefault();
        this.scale(event.deltaY > 0 ? 1.25 : 0.8, this.at(event));
      }, { passive: false });
      const keys = {
        "+": () => this.scale(0.8, this.middle()), "=": () => this.scale(0.8, this.middle()),
        "-": () => this.scale(1.25, this.middle()), Escape: () => this.show(WHOLE),
        ArrowLeft: () => this.move(-0.2, 0), ArrowRight: () => this.move(0.2, 0),
        ArrowDown: () => this.move(0, -0.2), ArrowUp: () => this.move(0, 0.2),
      };
      frame.addEventListener("keydown", (event) => {
        const act = !event.ctrlKey && !event.metaKey && keys[event.key];
        if (!act || (event.key.startsWith("Arrow") && !this.zoomed)) return;
        event.preventDefault();
        act();
      });
    }

    middle() {
      const { left, right, bottom, top } = this.view;
      return [(left + right) / 2, (bottom + top) / 2];
    }

    /* Choose a part with the pointer; a thin one spans the other axis as it was. */
    drag(event) {
      const { frame, group, box } = this, start = this.at(event), from = [event.clientX, event.clientY];
      const chosen = make("rect", { class: "chosen" }, group);
      const whole = this.view;
      const part = (now) => {
        const [x, y] = this.at(now), wide = Math.abs(now.clientX - from[0]), high = Math.abs(now.clientY - from[1]);
        const across = wide < THIN && high > THIN ? [whole.left, whole.right] : [start[0], x].sort((p, q) => p - q);
        const along = high < THIN && wide > THIN ? [whole.bottom, whole.top] : [start[1], y].sort((p, q) => p - q);
        return { left: across[0], right: across[1], bottom: along[0], top: along[1] };
      };
      const draw = (now) => {
        const p = part(now);
        const [x, y] = this.place(box.left + p.left * box.width, box.top + (1 - p.top) * box.height);
        const [right, bottom] = this.place(box.left + p.right * box.width, box.top + (1 - p.bottom) * box.height);
        for (const [key, value] of Object.entries({ x, y, width: right - x, height: bottom - y }))
          chosen.setAttribute(key, value);
      };
      const end = (now) => {
        frame.removeEventListener("pointermove", draw);
        frame.removeEventListener("pointerup", end);
        frame.removeEventListener("pointercancel", end);
        chosen.remove();
        const far = Math.hypot(now.clientX - from[0], now.clientY - from[1]);
        if (now.type === "pointerup" && far > SMALLEST_DRAG) this.show(part(now));
      };
      frame.setPointerCapture(event.pointerId);
      frame.addEventListener("pointermove", draw);
      frame.addEventListener("pointerup", end);
      frame.addEventListener("pointercancel", end);
    }
  }

  for (const figure of document.querySelectorAll("figure")) {
    const groups = [...figure.querySelectorAll(".panel")];
    if (!groups.length) continue;
    const button = figure.querySelector(".files").appendChild(document.createElement("button"));
    Object.assign(button, { type: "button", hidden: true, textContent: "Show all again" });
    const panels = groups.map((group) => new Panel(group, () => (button.hidden = !panels.some((p) => p.zoomed))));
    button.addEventListener("click", () => panels.forEach((panel) => panel.show(WHOLE)));
  }
})();
