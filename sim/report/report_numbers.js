/* The table behind the chart, and what it shows in words; names go in as text. */

function cellOf(tag, text, attributes = {}) {
  const cell = document.createElement(tag);
  cell.textContent = text;
  give(cell, attributes);
  return cell;
}

function give(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

function rowOf(...cells) {
  const row = document.createElement("tr");
  row.append(...cells);
  return row;
}

/* What one scenario has in a period: P10, P50 and P90, and its difference from the first. */
function saidOf({ run, band, difference }, i, shown) {
  const numbers = band.map((row) => plain(row[i], shown.shown));
  if (!run) return numbers;
  return [...numbers, difference ? differenceText(difference[0][i], difference[1][i], shown.less) : "same"];
}

function fillTable(table, choice, shown) {
  const paired = shown.of.some((each) => each.run);
  const half = `± half of a ${100 * told.level} % interval`;
  const less = paired ? `; less ${told.scenarios[0].name} in ${shown.less.name}, ${half}` : "";
  const caption = `${titleOf(choice)}, ${shown.shown.name}${less}; n = ${told.n.toLocaleString("en")}`;
  const head = document.createElement("thead"), body = document.createElement("tbody");
  const span = (each) => ({ scope: "colgroup", colspan: each.run ? 4 : 3 });
  head.append(
    rowOf(cellOf("th", choice.metric.monthly ? "month" : "quarter", { scope: "col", rowspan: 2 }),
          ...shown.of.map((each) => cellOf("th", each.scenario.name, span(each)))),
    rowOf(...shown.of.flatMap((each) => ["P10", "P50", "P90", ...(each.run ? ["difference"] : [])])
          .map((text) => cellOf("th", text, { scope: "col" }))),
  );
  shown.periods.forEach(([label], i) => body.append(rowOf(
    cellOf("th", label, { scope: "row" }),
    ...shown.of.flatMap((each) => saidOf(each, i, shown)).map((text) => cellOf("td", text)))));
  table.replaceChildren(cellOf("caption", caption), head, body);
}

/* The metric with the names that are chosen. */
function titleOf(choice) {
  const named = told.by.map((dimension, i) => [dimension, choice.names[i]]).filter(([, name]) => name !== null);
  return [choice.metric.title, ...named.map(([dimension, name]) => told.names[dimension][name] ?? name)].join(", ");
}

/* How the bands are meant, beside the title. */
function noteOf(choice, shown) {
  const when = choice.metric.monthly ? "at the end of each month" : "summed by fiscal quarter";
  const only = shown.of.some((each) => !each.run) ? `only that of ${told.scenarios[0].name}` : "none";
  const few = shown.of.length > MOST_BANDS ? `; of the bands ${only} is shaded` : "";
  const together = shown.of.some((each) => each.together) ? "; light band of a difference: all months together" : "";
  return `${shown.shown.name}, ${when}; n = ${told.n.toLocaleString("en")}${few}${together}`;
}

/* The last period in words, for who does not see the chart and for who wants one number. */
function statusOf(shown) {
  const last = shown.periods.length - 1;
  if (last < 0) return "No period lies in the years chosen.";
  if (!shown.of.length) return "No scenario is chosen.";
  const said = shown.of.map((each) => {
    const [low, middle, high, difference] = saidOf(each, last, shown);
    const less = difference ? `; difference: ${difference}` : "";
    return `${each.scenario.name} ${middle} (P10 to P90: ${low} to ${high}${less})`;
  });
  const other = shown.less.name === shown.shown.name ? "" : `, differences in ${shown.less.name}`;
  const units = shown.shown.name + other;
  const less = shown.of.some((each) => each.run) ? ` Differences are from ${told.scenarios[0].name}.` : "";
  return `${shown.periods[last][0]}, ${units}: ${said.join("; ")}.${less}`;
}
