// The page: what is chosen and moved, what is asked for it, and what comes back.
import { ask, pictures } from "./asking.js";
import { drawCurves, drawDifference, table, tables } from "./charts.js";
import { Levers, made } from "./levers.js";

const by = (id) => document.getElementById(id);
const levers = new Levers(by("levers"), draw);
let state = { scenarios: [], kept: [], saved: [], runs: [] };
let figures = [];
let scenario = null; // whose levers are shown
let latest = null;
let changes = 0; // of the scenario shown, so that one that is overtaken stops

const option = (value, text) => made("option", { value, textContent: text });
const group = (label, options) => options.length ? [Object.assign(made("optgroup", {}, ...options), { label })] : [];
const side = (value) => {
  const at = value.indexOf(":");
  return { [value.slice(0, at)]: value.slice(at + 1) };
};

// What may be shown and compared with; what was chosen stays so.
function list(told) {
  state = told;
  const [show, against] = [by("show").value, by("against").value];
  const scenarios = state.scenarios.map((one) => option(`scenario:${one.id}`, one.id));
  const runs = () => group("Stored runs", state.runs.map((one) => option(`run:${one.id}`, `${one.name}, n = ${one.n} (${one.id.slice(-10)})`)));
  const kept = state.kept.map((one) => option(`kept:${one.id}`, `${one.name} (${one.scenario})`));
  by("show").replaceChildren(...group("Scenarios, to be moved", scenarios), ...runs());
  by("against").replaceChildren(option("", "nothing"), ...group("Scenarios at rest", scenarios.map((one) => one.cloneNode(true))), ...group("Kept points", kept), ...runs());
  const choose = (select, value, otherwise) => { select.value = [...select.options].some((one) => one.value === value) ? value : otherwise; };
  choose(by("show"), show, `scenario:${state.scenarios[0].id}`);
  choose(by("against"), show ? against : by("show").value, by("show").value);
  shelf();
}

function shelf() {
  const button = (text, about, act) => {
    const node = made("button", { type: "button", textContent: text });
    node.setAttribute("aria-label", `${text}: ${about}`);
    node.addEventListener("click", act);
    return node;
  };
  by("kept").replaceChildren(...state.kept.map((one) => {
    return made("li", {}, made("span", { textContent: one.name }, made("small", { textContent: `${one.scenario}. ${one.said || "at rest"}` })),
      button("Open", one.name, () => open(one.scenario, one.moves)),
      button("Compare with it", one.name, () => { by("against").value = `kept:${one.id}`; draw(); }),
      button("Drop", one.name, async () => {
        const told = await ask("/api/drop", { kept: one.id });
        if (told.error) return tell(told.error);
        list(told);
        draw();
      }));
  }));
  by("saved").replaceChildren(...state.saved.map((one) => made("li", {}, made("span", { textContent: one.id }, made("small", { textContent: one.path })),
    button("Open", one.id, async () => {
      const found = await ask("/api/open", { name: one.id });
      if (found.error) tell(found.error); else open(found.scenario, found.typed);
    }))));
  for (const place of [by("kept"), by("saved")]) if (!place.children.length) place.append(made("li", { textContent: "none yet" }));
}

async function open(whose, moves) {
  by("show").value = `scenario:${whose}`;
  if (!(await change())) return;
  levers.set(moves);
  draw();
}

// Another scenario has other levers and perhaps other figures; a stored run has none. Whether it is shown now: one that
// was overtaken by a later choice, or could not be had, is not.
async function change() {
  const turn = (changes += 1);
  const chosen = side(by("show").value);
  by("levers").hidden = by("reset").hidden = chosen.run !== undefined;
  by("levers-hint").textContent = chosen.run === undefined ? "Move one: the scenario is simulated anew on the same random draws." : "A stored run is shown as it is. Choose a scenario to move its levers.";
  const about = state.scenarios.find((one) => one.id === chosen.scenario);
  const run = state.runs.find((one) => one.id === chosen.run);
  if (about) by("about").textContent = `${about.title} (${about.path})`;
  if (run) by("about").textContent = `${run.title} (stored run ${run.id})`;
  if (chosen.run !== undefined || chosen.scenario === scenario) return true;
  status("busy", `Getting ${chosen.scenario} ready …`);
  const told = await ask("/api/scenario", { scenario: chosen.scenario });
  if (turn !== changes) return false;
  if (told.error) {
    if (scenario) by("show").value = `scenario:${scenario}`;
    status("", told.error);
    return false;
  }
  scenario = chosen.scenario;
  levers.show(told.levers, told.refused);
  const chose = figures.length ? { metric: by("metric").value, grade: by("grade").value, region: by("region").value } : { grade: "ai" };
  figures = told.figures;
  by("metric").replaceChildren(...figures.map((one) => option(one.name, one.title)));
  by("grade").replaceChildren(option("", "all"), ...told.grades.map(([id, name]) => option(id, name)));
  by("region").replaceChildren(option("", "all"), ...told.regions.map(([id, name]) => option(id, name)));
  for (const [id, value] of Object.entries(chose)) if ([...by(id).options].some((one) => one.value === value)) by(id).value = value;
  return true;
}

function status(kind, text) {
  by("status").className = kind;
  by("status").textContent = text;
}

// A name that a file may have.
const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60).replace(/-+$/, "");

const tell = (text) => { by("shelf-status").textContent = text; };

function draw() {
  const figure = figures.find((one) => one.name === by("metric").value);
  if (!figure) return;
  for (const name of ["grade", "region"]) {
    by(name).disabled = !figure.by.includes(name);
    if (by(name).disabled) by(name).value = "";
  }
  by("trouble").textContent = "";
  const shown = side(by("show").value);
  if (shown.scenario !== undefined && shown.scenario !== scenario) return; // its levers are still to come
  if (shown.scenario !== undefined) shown.typed = levers.typed();
  const against = by("against").value;
  const said = { metric: figure.name, grade: by("grade").value, region: by("region").value };
  const both = against ? { first: side(against), second: shown } : { first: shown };
  const begun = performance.now();
  status("busy", "simulating …");
  pictures({ ...said, ...both }, (picture) => receive(picture, begun));
}

function receive(picture, begun) {
  if (picture.error !== undefined || picture.refused) {
    levers.refuse(picture.refused ?? {});
    by("trouble").textContent = picture.error ?? "";
    return status("", picture.refused ? "Refused: see beside the lever. The curves are those of before." : "Not drawn: the curves are those of before.");
  }
  latest = picture;
  const seconds = ((performance.now() - begun) / 1000).toFixed(2);
  const more = picture.done ? "done" : `simulating, ${picture.n} of ${picture.of} replications so far`;
  status(picture.done ? "done" : "busy", `${more}: n = ${picture.n}, after ${seconds} s`);
  const where = [by("grade"), by("region")].filter((one) => one.value).map((one) => one.selectedOptions[0].textContent);
  by("curves-title").textContent = [picture.title, ...where].join(", ");
  by("curves-note").textContent = `${picture.unit}, ${picture.kind}. Line: median (P50); band: P10 to P90 of ${picture.n} replications.`;
  drawCurves(by("curves-chart"), picture);
  const { difference } = picture;
  by("difference").hidden = !difference;
  if (difference) {
    by("difference-title").textContent = `${picture.sides[1].label} less ${picture.sides[0].label}`;
    by("difference-note").textContent = difference.same ? "The same in every replication." :
      `Mean paired difference, ${picture.unit}, replication by replication on the same draws. Band: ${100 * picture.level} % interval of each period by itself, n = ${picture.n}` +
      (picture.together ? "; light band: for all periods together." : ".");
    drawDifference(by("difference-chart"), picture);
  }
  tables(picture, by("curves-table"), by("difference-table"));
  const heads = [picture.unit, ...picture.sides.map((one) => one.label), ...(difference ? ["difference"] : [])];
  table(by("years"), heads, picture.years.map((row) => [row.year, ...row.sides, ...(difference ? [row.difference] : [])]), (at) => picture.years[at].clear);
  Object.assign(document.body.dataset, { n: picture.n, sides: picture.sides.length });
  by("years").append(made("p", { className: "hint", textContent: `Mean ± half of its ${100 * picture.level} % interval, n = ${picture.n}; ${picture.kind.includes("sum") ? "sum of the year" : "state at its end"}. Bold: the interval of the difference leaves out zero.` }));
}

async function shelve(path, done, named = (text) => text) {
  const name = named(by("point-name").value.trim());
  if (!name) return tell("Give the point a name first.");
  const told = await ask(path, { name, scenario, typed: levers.typed() });
  if (told.refused) levers.refuse(told.refused);
  if (told.error !== undefined && !told.scenarios) return tell(told.error || "Refused: see beside the lever.");
  list(told);
  tell(done(told, name));
}

by("show").addEventListener("change", async () => { if (!(await change())) return; if (side(by("show").value).scenario) by("against").value = by("show").value; draw(); });
for (const id of ["against", "metric", "grade", "region"]) by(id).addEventListener("change", draw);
by("reset").addEventListener("click", () => { levers.set({}); draw(); });
by("keep-form").addEventListener("submit", (event) => { event.preventDefault(); shelve("/api/keep", (_, name) => `Kept as ${name}.`); });
by("save").addEventListener("click", () => shelve("/api/save", (told) => `Saved: ${told.path}`, slug));
for (const details of document.querySelectorAll("main details")) details.addEventListener("toggle", () => latest && tables(latest, by("curves-table"), by("difference-table")));
let width = window.innerWidth;
window.addEventListener("resize", () => { if ((width < 560) !== (window.innerWidth < 560) && latest) { drawCurves(by("curves-chart"), latest); } width = window.innerWidth; });

const told = await ask("/api/state");
if (told.error) status("", told.error);
else {
  list(told);
  if (await change()) draw();
}
