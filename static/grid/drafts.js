// Keeps what is typed and not saved in this tab, so that a reload or a crash offers it back.

import {
  addNewRow, allRows, cellOf, cells, dirtyRows, form, headingOf, isNew, keyOf, mark, readOf,
  rowCalled, whenMarked,
} from "./rows.js";
import { askForFigures } from "./saving.js";

const NAME = `typed ${location.pathname}${location.search}`;
const offer = document.querySelector("#typed-before");
let pause;

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME)) ?? {};
  } catch {
    return {};
  }
}

function write(rows) {
  try {
    if (Object.keys(rows).length) sessionStorage.setItem(NAME, JSON.stringify(rows));
    else sessionStorage.removeItem(NAME);
  } catch {
    // No room, or not allowed: the page itself still holds it.
  }
}

const earlier = read(); // offered, and kept until the person has answered

function remember() {
  const rows = { ...earlier };
  for (const row of dirtyRows()) {
    rows[keyOf(row)] = {
      heading: headingOf(row),
      revision: row.querySelector("[name$='-revision']").value,
      entry: row.querySelector("[name$='-entry']")?.value,
      cells: Object.fromEntries(
        cells(row).map((cell) => [cell.dataset.cell, [cell.value, readOf(cell)?.value ?? ""]]),
      ),
    };
  }
  write(rows);
}

whenMarked(() => {
  clearTimeout(pause);
  pause = setTimeout(remember, 200);
});
window.addEventListener("pagehide", remember);

function forgetEarlier() {
  for (const key of Object.keys(earlier)) delete earlier[key];
  offer.hidden = true;
  remember();
}

function putBack() {
  for (const [key, kept] of Object.entries(earlier)) {
    let row = rowCalled(key);
    if (!row || (isNew(row) && row.classList.contains("is-dirty"))) {
      if (!key.startsWith("new-") || !rowCalled(`new-${kept.heading}`)) continue;
      row = addNewRow(kept.heading);
    }
    // With what was read then, so that a change by somebody else since is still seen.
    row.querySelector("[name$='-revision']").value = kept.revision;
    if (kept.entry) row.querySelector("[name$='-entry']").value = kept.entry;
    for (const [name, [value, was]] of Object.entries(kept.cells)) {
      const cell = cellOf(row, name);
      if (!cell) continue;
      cell.value = value;
      readOf(cell).value = was;
    }
    mark(row);
  }
  forgetEarlier();
  askForFigures();
  cells(dirtyRows()[0] ?? allRows()[0])[0].focus();
}

// A line that is gone has no row to go back to: its words are shown, to be copied.
function showGone() {
  const gone = Object.entries(earlier).filter(([key]) => key.startsWith("line-") && !rowCalled(key));
  const list = offer.querySelector("ul");
  list.hidden = !gone.length;
  for (const [, kept] of gone) {
    const item = document.createElement("li");
    item.textContent = Object.values(kept.cells).map(([value]) => value).filter(Boolean).join(" · ");
    list.append(item);
  }
}

// What the page itself holds already, as after a sign-in, is not offered once more.
for (const [key, kept] of Object.entries(earlier)) {
  const row = rowCalled(key);
  const same = ([name, [value]]) => (cellOf(row, name)?.value ?? value) === value;
  if (row && Object.entries(kept.cells).every(same)) delete earlier[key];
}
if (Object.keys(earlier).length) {
  offer.querySelector("b").textContent = Object.keys(earlier).length;
  showGone();
  offer.hidden = false;
}
offer.querySelector("[name='put-back']").addEventListener("click", putBack);
offer.querySelector("[name='throw-away']").addEventListener("click", () => {
  forgetEarlier();
  form.querySelector("[data-cell]").focus();
});
