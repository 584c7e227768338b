// What a spreadsheet puts on the clipboard, and what pasting it would do. No document here: rows
// and cells come in as values, and a plan goes out. The server checks every amount again.

// Rows of cells from text with tabs and line breaks. A cell that holds a tab, a line break or a
// quotation mark may stand within quotation marks, those inside it doubled.
export function parse(text) {
  const rows = [[]];
  let at = 0;
  while (at <= text.length) {
    const cell = cellAt(text, at);
    rows.at(-1).push(cell.value);
    const end = text.slice(cell.end, cell.end + 2);
    if (end[0] === "\t") {
      at = cell.end + 1;
    } else {
      at = cell.end + (end === "\r\n" ? 2 : 1);
      if (at < text.length) rows.push([]);
      else break;
    }
  }
  return rows;
}

function cellAt(text, start) {
  if (text[start] === '"') {
    const quoted = /^"((?:[^"]|"")*)"(?=[\t\r\n]|$)/.exec(text.slice(start));
    if (quoted) {
      return { value: quoted[1].replaceAll('""', '"'), end: start + quoted[0].length };
    }
  }
  const rest = /^[^\t\r\n]*/.exec(text.slice(start, start + 100_000))[0];
  return { value: rest, end: start + rest.length };
}

const AMOUNT = /^-? ?(\d{1,3}( \d{3})+|\d+)([,.]\d+)?( ?(kr|kronor|tkr|mkr))?$/i;

export function looksLikeAmount(text) {
  const plain = text.replace(/[\u00a0\u202f\u2009]/g, " ").replace(/[\u2212\u2011]/g, "-").trim();
  return AMOUNT.test(plain) && !/\.\d{3}(\D|$)/.test(plain);
}

const oneLine = (text) => text.replace(/\s*[\r\n\t]+\s*/g, " ").trim();
const sameAmount = (one, other) => bare(one) === bare(other);
const bare = (text) => text.replace(/\s/g, "").replace(/[\u2212\u2011]/g, "-").replace(/,00$/, "");

// What pasting does, row by row.
//   block    rows of cells, as parsed
//   targets  the rows there are from the focused one downwards: {values: {column: text}}
//   columns  the names of the columns from the focused one to the right
//   charges  the ways of charging: [{value, label}]
//   most     how many rows go at a time
// Each row of the plan has the cells that change, and what is wrong with it. Rows after the last
// target are new ones.
export function plan({ block, targets, columns, charges, most }) {
  const rows = [];
  block.slice(0, most).forEach((cells, place) => {
    if (cells.every((cell) => cell.trim() === "")) return;
    const target = targets[place];
    rows.push(planned(cells, columns, target, charges, place));
  });
  return {
    rows,
    tooWide: Math.max(0, ...block.map((cells) => trimmed(cells).length - columns.length)),
    tooMany: Math.max(0, block.length - most),
  };
}

function trimmed(cells) {
  const last = cells.findLastIndex((cell) => cell.trim() !== "");
  return cells.slice(0, last + 1);
}

function planned(cells, columns, target, charges, place) {
  const row = { place, isNew: !target, changes: {}, overwrites: [], problem: "" };
  columns.forEach((column, index) => {
    if (index >= cells.length) return;
    const there = target?.values[column] ?? "";
    let value = oneLine(cells[index]);
    if (column === "charge_code") {
      if (value === "") return;
      const wanted = value.toLocaleLowerCase("sv");
      const charge = charges.find((one) => one.label.toLocaleLowerCase("sv") === wanted);
      if (!charge) row.problem ||= "charge";
      value = charge?.value ?? there;
    }
    if (column === "amount" && !looksLikeAmount(value)) row.problem ||= "amount";
    if (column === "amount" ? sameAmount(value, there) : value === there) return;
    row.changes[column] = value;
    if (target && there !== "") row.overwrites.push(column);
  });
  if (row.isNew && !columns.slice(0, cells.length).includes("amount")) row.problem ||= "amount";
  return row;
}

// Whether pasting does more than a person sees coming, so that it is shown first.
export function isSurprising({ rows, tooWide, tooMany }) {
  const someNew = rows.some((row) => row.isNew);
  const someOld = rows.some((row) => !row.isNew);
  return (
    tooWide > 0 ||
    tooMany > 0 ||
    (someNew && someOld) ||
    rows.some((row) => row.problem || row.overwrites.length > 0)
  );
}
