// The editing grid: saves a row when it is left, keeps the figures live, and moves by the keys.
// Without it the same table is one form with one save button.

import { act } from "./grid/acts.js";
import "./grid/drafts.js";
import "./grid/pasting.js";
import {
  allRows, buttonsOf, cellOf, cells, focusOn, form, isDirty, isNew, mark, readOf, rowOf, say,
  takeButtonsOutOfTab, texts,
} from "./grid/rows.js";
import { askForFigures, choose, hasConflicts, offer, save, saveAll, tryAgain } from "./grid/saving.js";

// -- Keys and focus ---------------------------------------------------------------------------

function rowBeside(row, down) {
  const beside = down ? "nextElementSibling" : "previousElementSibling";
  let next = row[beside];
  for (let body = row.parentElement; !next?.matches(".line-row"); ) {
    if (next) {
      next = next[beside];
    } else {
      body = body[beside];
      if (!body?.matches("tbody")) return null;
      next = down ? body.firstElementChild : body.lastElementChild;
    }
  }
  return next;
}

// The cell some rows further in the column, or the last there is on the way.
function neighbour(input, down, steps = 1) {
  let found = null;
  for (let row = rowBeside(rowOf(input), down); row && steps > 0; row = rowBeside(row, down)) {
    const cell = cellOf(row, input.dataset.cell);
    if (!cell) continue;
    found = cell;
    steps -= 1;
  }
  return found;
}

function toEnd(input, down) {
  const rows = allRows();
  const row = down ? rows.at(-1) : rows[0];
  focusOn(cellOf(row, input.dataset.cell) ?? cellOf(row, "text"));
}

function sideways(event, input, step) {
  const across = [...cells(rowOf(input)), ...buttonsOf(rowOf(input))];
  const next = across[across.indexOf(input) + step];
  if (!next) return;
  event.preventDefault();
  focusOn(next);
}

// Enter in a row that was just typed saves it, and the hand stays for the next one.
async function saveAndStay(row) {
  const saved = await save(row);
  if (!row.contains(document.activeElement)) return;
  focusOn(saved ? cellOf(row, "text") : row.querySelector("[aria-invalid]"));
}

function undo(input) {
  const row = rowOf(input);
  if (row.conflicts?.has(input.dataset.cell)) {
    choose(row, input.dataset.cell, true);
    return;
  }
  input.value = readOf(input)?.value ?? "";
  mark(row);
  askForFigures();
  input.select?.();
}

function move(event, input) {
  const row = rowOf(input);
  const up = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey);
  event.preventDefault();
  if (event.key === "Enter" && !up && isNew(row) && isDirty(row)) {
    saveAndStay(row);
    return;
  }
  const next = neighbour(input, !up);
  if (next) focusOn(next);
  else save(row);
}

// A row's buttons stand to the right of its cells for the arrows, and out of the way of Tab.
function moveFromButton(event, button) {
  const row = rowOf(button);
  const { key } = event;
  if (key === "ArrowLeft" || key === "ArrowRight") {
    sideways(event, button, key === "ArrowLeft" ? -1 : 1);
  } else if (key === "ArrowUp" || key === "ArrowDown") {
    event.preventDefault();
    const next = rowBeside(row, key === "ArrowDown");
    if (next) focusOn(buttonsOf(next)[buttonsOf(row).indexOf(button)] ?? cells(next).at(-1));
  } else if (key === "Escape") {
    focusOn(cells(row).at(-1));
  }
}

const ROWS_ON_A_PAGE = 10;

form.addEventListener("keydown", (event) => {
  const input = event.target;
  const row = rowOf(input);
  const withCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (withCommand && event.key.toLowerCase() === "s") {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (row && input.tagName === "BUTTON" && input.name === "do") {
    moveFromButton(event, input);
    return;
  }
  if (!input.dataset.cell || event.isComposing) return;
  const isList = input.tagName === "SELECT";
  const { key } = event;
  if (withCommand && (key === "Home" || key === "End")) {
    event.preventDefault();
    toEnd(input, key === "End");
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Enter" || (!isList && (key === "ArrowDown" || key === "ArrowUp"))) {
    move(event, input);
  } else if (!isList && (key === "PageDown" || key === "PageUp")) {
    event.preventDefault();
    focusOn(neighbour(input, key === "PageDown", ROWS_ON_A_PAGE));
  } else if (key === "Escape") {
    undo(input);
  } else if (event.shiftKey) {
    return; // Shift with an arrow marks text
  } else if (key === "ArrowLeft" && (isList || input.selectionEnd === 0 || isAllMarked(input))) {
    sideways(event, input, -1);
  } else if (key === "ArrowRight" && (isList || input.selectionStart === input.value.length || isAllMarked(input))) {
    sideways(event, input, 1);
  }
});

const isAllMarked = (input) =>
  input.value !== "" && input.selectionStart === 0 && input.selectionEnd === input.value.length;

form.addEventListener("input", (event) => {
  const row = rowOf(event.target);
  if (!row) return;
  mark(row);
  if (["amount", "charge_code"].includes(event.target.dataset.cell)) askForFigures();
});

form.addEventListener("focusout", (event) => {
  const row = rowOf(event.target);
  if (row && !row.contains(event.relatedTarget)) save(row);
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name='do']");
  if (!button) return;
  event.preventDefault();
  act(button.value, button);
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (hasConflicts()) {
    say(texts.choose, allRows().find((row) => row.conflicts?.size));
    return;
  }
  if (!allRows().some(isDirty)) say(texts.nothingNew);
  else if (await saveAll()) say(texts.saved);
});

window.addEventListener("online", tryAgain);
window.addEventListener("focus", tryAgain);
window.addEventListener("beforeunload", (event) => {
  if (allRows().some(isDirty)) event.preventDefault();
});

// -- What the server sent: typed before a sign-in, or refused without the script -----------------

for (const row of allRows()) {
  takeButtonsOutOfTab(row);
  for (const fieldset of row.querySelectorAll("fieldset.theirs")) {
    const { of: cell, value, who } = fieldset.dataset;
    const text = fieldset.querySelector("strong").textContent;
    fieldset.remove();
    offer(row, cell, { text, value, who });
  }
  if (isDirty(row)) mark(row);
}
