// The levers of a scenario: a labelled slider with a number field and its unit, or words to choose among.
const made = (name, about = {}, ...children) => {
  const node = Object.assign(document.createElement(name), about);
  node.append(...children);
  return node;
};
export { made };

export class Levers {
  // `onMove` is called after a move, at rest for a moment.
  constructor(place, onMove) {
    this.place = place;
    this.onMove = onMove;
    this.levers = new Map();
    this.timer = 0;
  }

  show(listed, refused) {
    this.levers.clear();
    this.place.replaceChildren();
    const groups = new Map();
    for (const about of listed) groups.set(about.group, [...(groups.get(about.group) ?? []), about]);
    let first = true;
    for (const [title, own] of groups) {
      const nodes = own.map((about) => this.lever(about));
      if (first) this.place.append(...nodes);
      else this.place.append(made("details", {}, made("summary", { textContent: `${title} (${own.length})` }), ...nodes));
      first = false;
    }
    if (refused.length) {
      const rows = refused.map((one) => made("li", {}, made("span", { textContent: `${one.label}: ${one.why}` })));
      this.place.append(made("details", {}, made("summary", { textContent: `Not offered here (${refused.length})` }),
        made("ul", {}, ...rows)));
    }
    if (!listed.length) this.place.append(made("p", { className: "hint", textContent: "No sweep moves a key of this scenario: give one with --levers." }));
  }

  lever(about) {
    const id = `lever-${this.levers.size}`;
    const node = made("div", { className: "lever", title: about.source ? `${about.key}\n${about.source}` : about.key });
    const label = made("label", { htmlFor: id, textContent: about.label });
    const refusal = made("p", { className: "refusal", id: `${id}-refusal` });
    const lever = { about, node, refusal, inputs: [] };
    if (about.choices.length) {
      const select = made("select", { id }, ...about.choices.map((word) => made("option", { value: word, textContent: word })));
      node.append(made("div", { className: "row" }, label, select));
      lever.inputs = [select];
      select.addEventListener("change", () => this.moved(lever, select));
    } else {
      this.slider(lever, label, id);
    }
    for (const input of lever.inputs) input.setAttribute("aria-describedby", refusal.id);
    node.append(refusal);
    this.levers.set(about.key, lever);
    this.put(lever, this.rest(about));
    return node;
  }

  slider(lever, label, id) {
    const { about, node } = lever;
    const unit = `${about.before}${about.behind}`;
    const number = made("input", { id, type: "text", inputMode: "decimal", autocomplete: "off" });
    const range = made("input", { type: "range", min: about.first, max: about.last, step: "any" });
    range.setAttribute("aria-label", `${about.label}${unit ? `, ${unit}` : ""}`);
    const back = made("button", { type: "button", textContent: `rest: ${about.rest}` });
    back.setAttribute("aria-label", `${about.label} back to ${about.rest}`);
    node.append(made("div", { className: "row" }, label,
      made("span", { className: "typed" }, about.before, number, about.behind)), range,
    made("div", { className: "ends" }, made("span", { textContent: `${about.first}` }), back, made("span", { textContent: `${about.last}` })));
    lever.inputs = [number, range];
    range.addEventListener("input", () => this.moved(lever, range, this.nearest(about, Number(range.value))));
    range.addEventListener("keydown", (event) => this.step(lever, event));
    number.addEventListener("change", () => this.moved(lever, number, this.typedAs(about, number.value.trim())));
    back.addEventListener("click", () => { this.moved(lever, back, this.rest(about)); number.focus(); });
  }

  // Places on a slider count from its first, but for the scenario's own value, which may lie between two.
  nearest(about, value) {
    const digits = Math.max(0, Math.ceil(-Math.log10(about.step)) + 2);
    const stepped = about.first + Math.round((value - about.first) / about.step) * about.step;
    const found = Math.abs(value - about.at) < about.step / 2 ? about.at : Math.min(stepped, about.last);
    return String(Number(found.toFixed(digits)));
  }

  step(lever, event) {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!way) return;
    event.preventDefault();
    const { about } = lever;
    const to = Number(lever.inputs[0].value) + way * about.step;
    const digits = Math.max(0, Math.ceil(-Math.log10(about.step)) + 2);
    this.moved(lever, event.target, String(Number(Math.min(about.last, Math.max(about.first, to)).toFixed(digits))));
  }

  rest(about) { return about.choices.length ? about.rest : String(about.at); }

  put(lever, value) {
    for (const input of lever.inputs) if (input.type !== "range" || Number.isFinite(Number(value))) input.value = value;
    if (lever.inputs.length > 1) lever.inputs[1].setAttribute("aria-valuetext", `${lever.about.before}${value} ${lever.about.behind}`);
    lever.node.classList.toggle("moved", value !== this.rest(lever.about));
  }

  moved(lever, from, value = from.value.trim()) {
    this.put(lever, value);
    this.refuse({});
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onMove, 90);
  }

  // What is typed into each lever that is not at rest.
  typed() {
    const found = {};
    for (const [key, lever] of this.levers) {
      const value = lever.inputs[0].value.trim();
      if (value !== this.rest(lever.about)) found[key] = value;
    }
    return found;
  }

  // Values as a scenario writes them, by key; the others at rest.
  set(moves) {
    for (const [key, lever] of this.levers) {
      const written = moves[key];
      this.put(lever, written === undefined ? this.rest(lever.about) : this.typedAs(lever.about, written));
    }
    this.refuse({});
  }

  // The number of a written value; all of it, where it is written in another unit than the lever's.
  typedAs({ before, behind, choices }, written) {
    const number = choices.length ? null : /-?\d[\d.]*/.exec(written)?.[0];
    const bare = (text) => text.replace(/\s|s$/g, "");
    return number && bare(written) === bare(`${before}${number}${behind}`) ? String(Number(number)) : written;
  }

  // Validation's words beside the levers that they are about.
  refuse(byKey) {
    for (const [key, lever] of this.levers) {
      lever.refusal.textContent = (byKey[key] ?? []).join("; ");
      for (const input of lever.inputs) {
        if (byKey[key]) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
  }
}
