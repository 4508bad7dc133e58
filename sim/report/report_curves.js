"use strict";
/* The curves of the page: unpacked once, then looked up by metric, run and cell. All in kW, dollars and millionths. */

const told = JSON.parse(document.getElementById("data").textContent);

/* The places of all records, and their words, from what sim/report/packed.py has written. */
async function unpacked() {
  const bytes = Uint8Array.from(atob(told.packed), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const all = new Uint8Array(await new Response(stream).arrayBuffer());
  const view = new DataView(all.buffer);
  const places = Array.from({ length: told.places }, (_, i) => view.getUint32(4 * i, true));
  const rest = all.subarray(4 * told.places);
  const half = rest.length / 2;
  const words = new Int16Array(half);
  for (let i = 0; i < half; i++) words[i] = rest[i] | (rest[half + i] << 8);
  return { places, words };
}

/* The rows of a record: each word is the step from the one before, in 16 bits. */
function rowsAt(words, at, count, length) {
  const power = 10 ** words[at];
  const rows = [];
  let place = at + 1;
  for (let row = 0; row < count; row++) {
    const values = new Array(length);
    let last = 0;
    for (let i = 0; i < length; i++) {
      last = ((last + words[place++]) << 16) >> 16;
      values[i] = last === told.unknown ? NaN : last * power;
    }
    rows.push(values);
  }
  return rows;
}

class Curves {
  constructor({ places, words }) {
    this.places = places;
    this.words = words;
    this.first = new Map();
    let first = 0;
    for (const metric of told.metrics) {
      this.first.set(metric.name, first);
      first += 2 * told.scenarios.length * metric.cells.length;
    }
  }

  periods(metric) {
    return told.periods[metric.monthly ? "month" : "quarter"];
  }

  /* P10, P50 and P90 by period; zero where a run has nothing of it. */
  band(metric, run, cell) {
    const length = this.periods(metric).length;
    const at = this.place(metric, run, cell, 0);
    if (at === told.nowhere) return [0, 1, 2].map(() => new Array(length).fill(0));
    return rowsAt(this.words, at, 3, length);
  }

  /* Mean and half-width of the difference from the first run; null where they agree in every replication. */
  difference(metric, run, cell) {
    const at = this.place(metric, run, cell, 1);
    return at === told.nowhere ? null : rowsAt(this.words, at, 2, this.periods(metric).length);
  }

  /* Half-widths that hold all months together, where they are known. */
  together(metric, run, cell) {
    const [region, grade, holder] = cell < 0 ? [0, 0, 0] : metric.cells[cell];
    const found = told.together.find((each) => each.metric === metric.name && each.run === run && each.grade === grade);
    if (!found || region !== null || holder !== null) return null;
    return rowsAt(this.words, found.at, 1, this.periods(metric).length)[0];
  }

  place(metric, run, cell, part) {
    if (cell < 0) return told.nowhere;
    return this.places[this.first.get(metric.name) + 2 * (run * metric.cells.length + cell) + part];
  }
}

/* The unit that numbers up to a size are shown in: what they are multiplied by, its name, and digits. */
function shownIn(unit, largest) {
  const units = { MW: [[1e-6, "GW", 1e6], [1e-3, "MW", 0]], $: [[1e-9, "$bn", 1e9], [1e-6, "$M", 0]],
                  share: [[1e-4, "%", 0]] }[unit];
  const [scale, name] = units.find(([, , from]) => largest >= from);
  const size = largest * scale;
  const digits = size > 0 ? Math.max(0, Math.min(3, 2 - Math.floor(Math.log10(size)))) : 0;
  return { scale, name, digits };
}

function plain(value, shown) {
  if (Number.isNaN(value)) return "–";
  const text = Math.abs(value * shown.scale).toFixed(shown.digits);
  return (value < 0 && Number(text) !== 0 ? "−" : "") + text;
}

function signed(value, shown) {
  const text = plain(value, shown);
  return value > 0 && Number(text) !== 0 ? "+" + text : text;
}

/* A difference as tables say it; in brackets where its interval holds zero. */
function differenceText(mean, half, shown) {
  if (Number.isNaN(mean)) return "–";
  if (mean === 0 && half === 0) return "same";
  if (Number.isNaN(half)) return signed(mean, shown);
  if (half === 0) return signed(mean, shown) + ", no variation";
  const least = 10 ** -shown.digits;
  const width = half * shown.scale >= least / 2 ? plain(half, shown) : "<" + least.toFixed(shown.digits);
  const text = `${signed(mean, shown)} ± ${width}`;
  return Math.abs(mean) > half ? text : `(${text})`;
}
