/* The chart: bands of the chosen scenarios above, their differences from the first beneath, on one axis of time. */

const INK = "#1c2126", MUTED = "#565d64", FAINT = "#dde1e4";
const MOST_BANDS = 4; /* With more scenarios only the first has its band shaded. */
const FONT = { family: 'system-ui, "Segoe UI", Arial, sans-serif', size: 13, color: INK };

/* A name as a text of plotly's, which reads tags and entities. */
function words(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function faded(colour, alpha) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return `rgba(${r},${g},${b},${alpha})`;
}

/* What is shown, read off the curves: of each chosen scenario its band and difference, in the unit that suits. */
function picked(curves, choice) {
  const { metric, cell, runs, from, to } = choice;
  const periods = curves.periods(metric);
  const kept = periods.map((_, i) => i).filter((i) => periods[i][1] >= from && periods[i][1] < to);
  const cut = (rows) => rows && rows.map((row) => kept.map((i) => row[i]));
  const of = runs.map((run) => ({
    run,
    scenario: told.scenarios[run],
    band: cut(curves.band(metric, run, cell)),
    difference: run ? cut(curves.difference(metric, run, cell)) : null,
    together: run ? (cut([curves.together(metric, run, cell)].filter(Boolean))[0] ?? null) : null,
  }));
  const largest = Math.max(0, ...of.flatMap((each) => each.band.flat()).filter((v) => !Number.isNaN(v)).map(Math.abs));
  const gaps = of.filter((each) => each.difference).flatMap((each) => each.difference.flat());
  const widest = Math.max(0, ...gaps.filter((v) => !Number.isNaN(v)).map(Math.abs));
  const shown = shownIn(metric.unit, largest);
  return { of, shown, less: shownIn(metric.unit, widest || largest), periods: kept.map((i) => periods[i]) };
}

function line(x, y, axis, look) {
  return { type: "scatter", mode: "lines", x, y, yaxis: axis, connectgaps: false, hoverinfo: "skip", showlegend: false,
           ...look };
}

/* Two lines with a tint between them. */
function between(x, low, high, axis, colour, alpha, edge) {
  const look = { line: { color: faded(colour, edge ? 0.45 : 0), width: edge } };
  return [line(x, low, axis, look), line(x, high, axis, { ...look, fill: "tonexty", fillcolor: faded(colour, alpha) })];
}

function tracesOf(shown) {
  const x = shown.periods.map(([, ends]) => ends);
  const said = (value) => plain(value, shown.shown);
  const times = (row, unit) => row.map((value) => value * unit.scale);
  const traces = [], above = [];
  for (const { run, scenario, band, difference, together } of shown.of) {
    const [low, middle, high] = band;
    const look = { color: scenario.colour, width: run ? 1.8 : 2.2, dash: scenario.dashed ? "dash" : "solid" };
    const marks = x.length <= 40 ? { mode: "lines+markers", marker: { size: 5, color: scenario.colour } } : {};
    const edges = [low, high].map((row) => times(row, shown.shown));
    const shaded = shown.of.length <= MOST_BANDS || run === 0;
    if (shaded) traces.push(...between(x, ...edges, "y", scenario.colour, 0.15, 0.6));
    above.push(line(x, times(middle, shown.shown), "y", {
      ...marks, line: look, name: words(scenario.name), showlegend: true, hoverinfo: "all",
      hovertemplate: "%{customdata}",
      customdata: middle.map((v, i) => `${said(v)} [${said(low[i])}, ${said(high[i])}]`),
    }));
    if (!run) continue;
    const [mean, half] = difference ?? [middle.map(() => 0), middle.map(() => 0)];
    for (const [width, alpha] of [[together, 0.13], [half, 0.26]]) {
      if (!width) continue;
      const ends = [mean.map((v, i) => v - width[i]), mean.map((v, i) => v + width[i])];
      traces.push(...between(x, ...ends.map((row) => times(row, shown.less)), "y2", scenario.colour, alpha, 0));
    }
    above.push(line(x, times(mean, shown.less), "y2", {
      line: { ...look, width: 1.6 }, hoverinfo: "all", name: words(`${scenario.name} less ${told.scenarios[0].name}`),
      hovertemplate: "%{customdata}",
      customdata: mean.map((v, i) => differenceText(v, half[i], shown.less)),
    }));
  }
  return [...traces, ...above];
}

/* Fiscal years named between the lines that part them, as many names as there is room for. */
function timeAxis(shown, width) {
  const [first, last] = [shown.periods[0], shown.periods.at(-1)].map((period) => period?.[1]);
  const years = told.years.filter(([, begins, after]) => after > first && begins <= last);
  const every = Math.ceil((years.length * 44) / Math.max(width - 90, 100));
  const named = years.filter((_, i) => i % every === 0);
  const halfway = (begins, after) => new Date((Date.parse(begins) + Date.parse(after)) / 2);
  const middle = ([, begins, after]) => halfway(begins, after).toISOString().slice(0, 10);
  const lines = years.slice(1).map(([, begins]) => upright(begins, { color: FAINT, width: 1 }, "below"));
  const ticks = { tickvals: named.map(middle), ticktext: named.map(([label]) => label) };
  const range = years.length ? [years[0][1], years.at(-1)[2]] : undefined;
  return { lines, axis: { type: "date", ...ticks, showgrid: false, range } };
}

function upright(day, look, layer) {
  return { type: "line", xref: "x", yref: "paper", x0: day, x1: day, y0: 0, y1: 1, line: look, layer };
}

function note(text, y, look = {}) {
  return { text, xref: "paper", yref: "paper", x: 0, y, xanchor: "left", yanchor: "bottom", showarrow: false,
           font: { ...FONT, size: 12.5 }, align: "left", ...look };
}

function layoutOf(choice, shown, width) {
  const paired = shown.of.some((each) => each.run);
  const { lines, axis } = timeAxis(shown, width);
  axis.hoverformat = choice.metric.monthly ? "%B %Y" : "quarter to %d %b %Y";
  const scale = { gridcolor: FAINT, zeroline: true, zerolinecolor: INK, zerolinewidth: 1, tickformat: "~g",
                  automargin: true };
  const notes = [note(`${shown.shown.name}: median, P10–P90 shaded`, paired ? 1.005 : 1.01)];
  const less = `${shown.less.name} less ${words(told.scenarios[0].name)}: mean, ${100 * told.level} % interval`;
  if (paired) notes.push(note(less, 0.352));
  if (told.vintage) {
    lines.push(upright(told.vintage[0], { color: MUTED, width: 1, dash: "dash" }, "above"));
    notes.push({ ...note(words(told.vintage[1]), 0.985, { xref: "x", x: told.vintage[0], yanchor: "top", xshift: 4 }),
                 font: { ...FONT, size: 11.5, color: MUTED }, bgcolor: "rgba(255,255,255,0.8)" });
  }
  const same = shown.of.every((each) => !each.difference) ? { range: [-1, 1] } : {};
  return {
    font: FONT, margin: { l: 58, r: 18, t: 64, b: 34 }, paper_bgcolor: "#fff", plot_bgcolor: "#fff",
    hovermode: "x unified", hoversubplots: "axis",
    hoverlabel: { bgcolor: "#fff", bordercolor: MUTED, font: { ...FONT, size: 12.5 }, namelength: -1, align: "left" },
    legend: { orientation: "h", traceorder: "normal", x: 0, xanchor: "left", y: 1.06, yanchor: "bottom",
              itemclick: false, itemdoubleclick: false },
    xaxis: { ...axis, anchor: paired ? "y2" : "y", linecolor: MUTED, tickcolor: MUTED },
    yaxis: { ...scale, domain: paired ? [0.43, 1] : [0, 1], rangemode: "tozero" },
    ...(paired ? { yaxis2: { ...scale, domain: [0, 0.345], rangemode: "tozero", anchor: "x", ...same } } : {}),
    shapes: lines, annotations: notes, dragmode: "zoom", transition: { duration: 0 },
  };
}

/* The picture itself is hidden from who hears the page: its title, its last period and its table say what it shows. */
async function draw(place, choice, shown) {
  place.classList.toggle("alone", !shown.of.some((each) => each.run));
  /* Plotly would offer to send the chart to its makers' server. */
  const config = { responsive: true, displaylogo: false, displayNotifier: false, showSendToCloud: false,
                   plotlyServerURL: "", modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
                   toImageButtonOptions: { format: "png", scale: 2, filename: choice.metric.name } };
  await Plotly.react(place, tracesOf(shown), layoutOf(choice, shown, place.clientWidth), config);
  for (const picture of place.querySelectorAll(".main-svg")) picture.setAttribute("aria-hidden", "true");
}
