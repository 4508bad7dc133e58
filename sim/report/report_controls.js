/* The controls: each change is read off them, drawn, and told in words. */

const SHOWN_FIRST = 3; /* Scenarios that are chosen when the page opens. */
const byId = (id) => document.getElementById(id);

function option(value, text, chosen = false) {
  const made = cellOf("option", text, { value });
  made.selected = chosen;
  return made;
}

function fillMetrics() {
  const groups = new Map();
  for (const metric of told.metrics) {
    if (!groups.has(metric.group)) groups.set(metric.group, []);
    groups.get(metric.group).push(metric);
  }
  const order = [...groups.keys()].sort((one, other) => (other === "What is compared") - (one === "What is compared"));
  byId("metric").replaceChildren(...order.map((name) => {
    const group = document.createElement("optgroup");
    group.label = name;
    const sorted = groups.get(name).sort((one, other) => one.title.localeCompare(other.title, "en"));
    group.append(...sorted.map((metric) => option(metric.name, metric.title)));
    return group;
  }));
}

/* The names that a metric is split by, those kept that it has; a choice of one is none. */
function fillNames() {
  const metric = metricChosen();
  told.by.forEach((dimension, i) => {
    const select = byId(dimension), before = select.value;
    const names = [...new Set(metric.cells.map((cell) => cell[i]))].filter((name) => name !== null);
    const options = names.map((name) => option(name, told.names[dimension][name] ?? name, name === before));
    select.replaceChildren(option("", names.length ? "all" : `not by ${dimension}`), ...options);
    select.disabled = !names.length;
  });
}

function fillYears() {
  const last = told.years.length - 1;
  byId("from").replaceChildren(...told.years.map(([label, begins]) => option(begins, label)));
  byId("to").replaceChildren(...told.years.map(([label, , after], i) => option(after, label, i === last)));
}

function fillScenarios() {
  told.scenarios.forEach((scenario, run) => {
    const label = document.createElement("label"), box = document.createElement("input");
    Object.assign(box, { type: "checkbox", value: String(run), checked: run < SHOWN_FIRST });
    const swatch = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const stroke = document.createElementNS("http://www.w3.org/2000/svg", "line");
    const look = { x1: 0, y1: 5, x2: 22, y2: 5, stroke: scenario.colour, "stroke-width": 3 };
    if (scenario.dashed) look["stroke-dasharray"] = "6 3";
    give(swatch, { width: 22, height: 10, "aria-hidden": "true" });
    give(stroke, look);
    swatch.append(stroke);
    label.append(box, swatch, document.createTextNode(scenario.name));
    byId("which").append(label);
  });
  byId("which").hidden = told.scenarios.length === 1;
}

function fillEasy(update) {
  for (const [text, metric, grade] of told.easy) {
    const button = cellOf("button", text, { type: "button", "data-metric": metric, "data-grade": grade ?? "" });
    button.addEventListener("click", () => {
      byId("metric").value = metric;
      fillNames();
      for (const dimension of told.by) byId(dimension).value = "";
      if (!byId("grade").disabled) byId("grade").value = grade ?? "";
      update();
    });
    byId("easy").append(button);
  }
}

function metricChosen() {
  return told.metrics.find((metric) => metric.name === byId("metric").value);
}

function chosen() {
  const metric = metricChosen();
  const names = told.by.map((dimension) => byId(dimension).value || null);
  const cell = metric.cells.findIndex((each) => each.every((name, i) => name === names[i]));
  const runs = [...byId("which").querySelectorAll("input:checked")].map((box) => Number(box.value));
  return { metric, names, cell, runs, from: byId("from").value, to: byId("to").value };
}

function markEasy(choice) {
  for (const button of byId("easy").children) {
    const own = [null, button.dataset.grade || null, null];
    const is = button.dataset.metric === choice.metric.name && own.every((name, i) => name === choice.names[i]);
    button.setAttribute("aria-pressed", String(is));
  }
}

/* Everything as wide as the sheet, and nothing folded, while the page is printed. */
function preparePrint(redraw) {
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open], #behind)")];
    for (const each of folded) each.open = true;
    byId("chart").style.width = "180mm";
    Plotly.relayout(byId("chart"), { width: 680, height: 560 });
  });
  addEventListener("afterprint", () => {
    for (const each of folded) each.open = false;
    byId("chart").style.width = "";
    redraw();
  });
}

async function start() {
  const curves = new Curves(await unpacked());
  let shown = null, choice = null;
  const table = () => { if (byId("behind").open) fillTable(byId("values"), choice, shown); };
  const update = () => {
    choice = chosen();
    shown = picked(curves, choice);
    byId("caption").textContent = titleOf(choice);
    byId("note").textContent = noteOf(choice, shown);
    byId("status").textContent = statusOf(shown);
    byId("chart").setAttribute("aria-label", `Chart of ${titleOf(choice)}; its numbers are in the table behind it`);
    markEasy(choice);
    table();
    return draw(byId("chart"), choice, shown);
  };
  fillMetrics();
  fillYears();
  fillScenarios();
  fillEasy(update);
  const any = [null, told.metrics[0].name, null];
  const [, metric, grade] = told.easy.find(([, , grade]) => grade === "ai") ?? told.easy[0] ?? any;
  byId("metric").value = metric;
  fillNames();
  if (!byId("grade").disabled) byId("grade").value = grade ?? "";
  byId("metric").addEventListener("change", fillNames);
  byId("controls").addEventListener("change", update);
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  byId("behind").addEventListener("toggle", table);
  preparePrint(update);
  byId("controls").hidden = byId("figure").hidden = false;
  await update();
  performance.mark("drawn");
}

start().catch((error) => {
  byId("broken").textContent = `The curves can't be drawn here (${error.message}). A browser of 2023 or later can; the \
tables below hold the figures.`;
  byId("broken").hidden = false;
});
