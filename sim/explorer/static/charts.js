// Charts and the tables behind them. Two sides differ in colour and in dash; Okabe and Ito's palette, darkened.
import { made } from "./levers.js";

const LOOKS = [{ line: "#3c444b", dash: "dash", tint: "rgba(60,68,75,.14)" }, { line: "#0a4f86", dash: "solid", tint: "rgba(10,79,134,.20)" }];
const GAP = { line: "#b8480b", tint: "rgba(213,94,0,.28)", light: "rgba(213,94,0,.13)" };
const SETTINGS = { displayModeBar: false, responsive: true, scrollZoom: false };
const number = (value, digits = 2) => value === null || value === undefined ? "unknown" : value.toFixed(digits).replace("-", "−").replace(/^−(0\.?0*)$/, "$1");
const signed = (value, digits = 2) => (value > 0 && Number(value.toFixed(digits)) !== 0 ? "+" : "") + number(value, digits);

// The charts' library reads names as markup: what would be some is written out.
const plain = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const layout = (picture, prefix) => {
  const narrow = window.innerWidth < 560;
  return {
    margin: { l: 60, r: 12, t: 24, b: 34 }, hovermode: "x unified", showlegend: prefix !== "+",
    font: { family: "system-ui, DejaVu Sans, sans-serif", size: 12, color: "#1c2126" },
    legend: { orientation: "h", x: 0, y: 1.13, yanchor: "bottom", font: { size: narrow ? 10.5 : 12 } },
    xaxis: { type: "date", gridcolor: "#eceff1", hoverformat: "%b %Y", fixedrange: false, nticks: narrow ? 5 : 10 },
    yaxis: { title: { text: picture.unit, standoff: 10 }, gridcolor: "#e3e7ea", zeroline: true, zerolinecolor: "#1c2126", zerolinewidth: 1, tickformat: "~g" },
    shapes: picture.vintage ? [{ type: "line", xref: "x", yref: "paper", x0: picture.vintage, x1: picture.vintage, y0: 0, y1: 1, line: { color: "#59616a", width: 1, dash: "dot" } }] : [],
    annotations: picture.vintage && prefix !== "+" ? [{ x: picture.vintage, xref: "x", y: 1, yref: "paper", yanchor: "bottom", text: "vintage", showarrow: false, font: { size: 10.5, color: "#59616a" } }] : [],
  };
};

const area = (days, low, high, tint, about) => [
  { x: days, y: low, mode: "lines", line: { width: 0 }, hoverinfo: "skip", showlegend: false, ...about },
  { x: days, y: high, mode: "lines", line: { width: 0 }, fill: "tonexty", fillcolor: tint, hoverinfo: "skip", showlegend: false, ...about },
];

export function drawCurves(place, picture) {
  const traces = picture.sides.flatMap((side, at) => {
    const look = LOOKS[picture.sides.length === 1 ? 1 : at];
    const range = side.p10.map((low, i) => `${number(low)} to ${number(side.p90[i])}`);
    return [
      ...area(picture.days, side.p10, side.p90, look.tint, { legendgroup: at }),
      { x: picture.days, y: side.p50, mode: "lines", name: plain(side.label), legendgroup: at, line: { color: look.line, width: 2.2, dash: look.dash },
        customdata: range, hovertemplate: `%{y:.2f} (%{customdata}) ${picture.unit}` },
    ];
  });
  return Plotly.react(place, traces, layout(picture, ""), SETTINGS);
}

export function drawDifference(place, picture) {
  const { mean, half } = picture.difference;
  const edge = (widths, way) => mean.map((value, i) => value === null ? null : value + way * (widths[i] ?? 0));
  const light = picture.together ? area(picture.days, edge(picture.together, -1), edge(picture.together, 1), GAP.light, {}) : [];
  const traces = [
    ...light, ...area(picture.days, edge(half, -1), edge(half, 1), GAP.tint, {}),
    { x: picture.days, y: mean, mode: "lines", name: "difference", line: { color: GAP.line, width: 2 }, customdata: half.map((one) => number(one)), hovertemplate: `%{y:+.2f} ± %{customdata} ${picture.unit}` },
  ];
  return Plotly.react(place, traces, layout(picture, "+"), SETTINGS);
}

export function table(place, heads, rows, clear = () => false) {
  const head = made("thead", {}, made("tr", {}, ...heads.map((text) => made("th", { scope: "col", textContent: text }))));
  const body = made("tbody", {}, ...rows.map((row, at) => made("tr", {}, ...row.map((text, column) =>
    column === 0 ? made("th", { scope: "row", textContent: text }) : made("td", { textContent: text, className: column === row.length - 1 && clear(at) ? "clear" : "" })))));
  place.replaceChildren(made("table", {}, head, body));
}

// The numbers behind both charts: filled in while they are open.
export function tables(picture, curves, difference) {
  if (curves.parentNode.open) curvesTable(picture, curves);
  if (difference.parentNode.open) differenceTable(picture, difference);
}

function curvesTable(picture, curves) {
  const heads = ["", ...picture.sides.flatMap((side) => [`${side.label}: P10`, "P50", `P90, ${picture.unit}`])];
  table(curves, heads, picture.periods.map((label, i) => [label, ...picture.sides.flatMap((side) => [side.p10[i], side.p50[i], side.p90[i]].map((value) => number(value)))]));
}

function differenceTable(picture, difference) {
  if (!picture.difference) return difference.replaceChildren();
  const { mean, half } = picture.difference;
  const more = picture.together ? ["± for all together"] : [];
  table(difference, ["", `mean, ${picture.unit}`, "± by itself", ...more], picture.periods.map((label, i) => [label, mean[i] === null ? "unknown" : signed(mean[i]), half[i] === null ? "unknown" : number(half[i]), ...(picture.together ? [picture.together[i] === null ? "not judged" : number(picture.together[i])] : [])]));
}
