// The editing grid: saves a row when it is left, keeps the figures live, and moves by the keys.
// Without it the same table is one form with one save button.

import { act } from "./grid/acts.js";
import "./grid/drafts.js";
import "./grid/pasting.js";
import {
  allRows, cellOf, cells, focusOn, form, isDirty, isNew, mark, readOf, rowOf, say, texts,
} from "./grid/rows.js";
import { askForFigures, choose, hasConflicts, offer, save, saveAll, tryAgain } from "./grid/saving.js";

// -- Keys and focus ---------------------------------------------------------------------------

function neighbour(input, down) {
  const column = [...form.querySelectorAll(`[data-cell="${input.dataset.cell}"]:not([type="hidden"])`)];
  return column[column.indexOf(input) + (down ? 1 : -1)];
}

function sideways(event, input, step) {
  const across = cells(rowOf(input));
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

form.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.dataset.cell || event.isComposing) return;
  const isList = input.tagName === "SELECT";
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Enter" || (!isList && (key === "ArrowDown" || key === "ArrowUp"))) {
    move(event, input);
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
  for (const fieldset of row.querySelectorAll("fieldset.theirs")) {
    const { of: cell, value, who } = fieldset.dataset;
    const text = fieldset.querySelector("strong").textContent;
    fieldset.remove();
    offer(row, cell, { text, value, who });
  }
  if (isDirty(row)) mark(row);
}
