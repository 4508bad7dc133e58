/* The table behind the chart, and what it shows in words; names go in as text. */

function cellOf(tag, text, attributes = {}) {
  const cell = document.createElement(tag);
  cell.textContent = text;
  for (const [name, value] of Object.entries(attributes)) cell.setAttribute(name, value);
  return cell;
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
  const reference = told.scenarios[0].name;
  const less = shown.of.some((each) => each.run) ? `; less ${reference} in ${shown.less.name}, ± half of a ${100 * told.level} % interval` : "";
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
  table.replaceChildren(cellOf("caption", `${titleOf(choice)}, ${shown.shown.name}${less}; n = ${told.n.toLocaleString("en")}`), head, body);
}

/* The metric with the names that are chosen. */
function titleOf(choice) {
  const names = told.by.map((dimension, i) => choice.names[i] === null ? null : told.names[dimension][choice.names[i]] ?? choice.names[i]);
  return [choice.metric.title, ...names.filter((name) => name !== null)].join(", ");
}

/* How the bands are meant, beside the title. */
function noteOf(choice, shown) {
  const when = choice.metric.monthly ? "at the end of each month" : "summed by fiscal quarter";
  const few = shown.of.length > MOST_BANDS && shown.of.some((each) => !each.run) ? `; only ${told.scenarios[0].name}'s band is shaded` : "";
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
    return `${each.scenario.name} ${middle} (P10 to P90: ${low} to ${high}${difference ? `; difference: ${difference}` : ""})`;
  });
  const units = shown.less.name === shown.shown.name ? shown.shown.name : `${shown.shown.name}, differences in ${shown.less.name}`;
  const less = shown.of.some((each) => each.run) ? ` Differences are from ${told.scenarios[0].name}.` : "";
  return `${shown.periods[last][0]}, ${units}: ${said.join("; ")}.${less}`;
}
