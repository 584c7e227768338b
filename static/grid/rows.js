// The rows of the grid in the page: their cells, what was read into them, and what is said of them.

export const form = document.querySelector("#grid");
export const texts = form.dataset;

export const rowOf = (element) => element.closest?.(".line-row");
export const keyOf = (row) => row.id;
export const allRows = () => [...form.querySelectorAll(".line-row")];
export const dirtyRows = () => [...form.querySelectorAll(".line-row.is-dirty")];
export const rowCalled = (key) => document.getElementById(key);

export const cells = (row) => [...row.querySelectorAll("[data-cell]:not([type='hidden'])")];
export const cellOf = (row, name) => row.querySelector(`[data-cell="${name}"]:not([type="hidden"])`);
export const buttonsOf = (row) => [...row.querySelectorAll(".row-actions button")];
export const takeButtonsOutOfTab = (row) => buttonsOf(row).forEach((button) => (button.tabIndex = -1));
export const readOf = (input) => rowOf(input).querySelector(`[name="initial-${input.name}"]`);
export const isNew = (row) => row.classList.contains("new-row");
export const headingOf = (row) => row.closest("tbody").dataset.heading;
export const plainNewRow = (heading) => rowCalled(`new-${heading}`);

export function nameOf(row) {
  const heading = row.closest("tbody").querySelector(".heading th .name").textContent.trim();
  const text = cellOf(row, "text").value.trim();
  return text || heading;
}

export const isDirty = (row) => cells(row).some((input) => input.value !== (readOf(input)?.value ?? ""));

const listeners = [];
export const whenMarked = (listener) => listeners.push(listener);

export function mark(row) {
  const dirty = isDirty(row);
  row.classList.toggle("is-dirty", dirty);
  if (dirty) row.classList.remove("was-saved");
  listeners.forEach((listener) => listener(row));
}

export function focusOn(input) {
  input?.focus();
  input?.select?.();
}

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A new row goes back to the empty one it was.
export function empty(row) {
  clearNotes(row);
  for (const input of cells(row)) input.value = readOf(input)?.value ?? "";
  row.querySelector("[name$='-entry']").value = newKey();
  mark(row);
}

// One more new row under the heading, above the empty one.
export function addNewRow(heading) {
  const plain = plainNewRow(heading);
  let number = 1;
  while (rowCalled(`new-${heading}-${number}`)) number += 1;
  const row = plain.cloneNode(true);
  const key = `new-${heading}-${number}`;
  row.id = key;
  for (const input of row.querySelectorAll("input, select")) {
    for (const attribute of ["name", "id"]) {
      const value = input.getAttribute(attribute);
      if (value) input.setAttribute(attribute, value.replace(`new-${heading}-`, `${key}-`));
    }
  }
  plain.before(row);
  empty(row);
  return row;
}

export function rowFrom(html) {
  const template = document.createElement("template");
  template.innerHTML = `<table><tbody>${html}</tbody></table>`;
  const row = template.content.querySelector(".line-row");
  takeButtonsOutOfTab(row);
  return row;
}

// -- What is said -----------------------------------------------------------------------------

const state = form.querySelector(".save-state");

export function say(text, row) {
  state.textContent = row ? `${text}: ${nameOf(row)}` : text;
}

export function sayWithLink(text, address, label) {
  const link = document.createElement("a");
  Object.assign(link, { href: address, target: "_blank", textContent: label });
  state.replaceChildren(`${text} `, link);
}

export function clearNotes(row) {
  row.querySelectorAll(".error, .theirs").forEach((note) => note.remove());
  row.querySelectorAll("[aria-invalid]").forEach((input) => {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  });
  row.classList.remove("in-conflict");
  row.conflicts = new Map();
}

export function tell(row, name, kind, text) {
  const input = cellOf(row, name) ?? cells(row)[0];
  const note = document.createElement("p");
  note.className = kind;
  note.id = `${input.id}_${kind}`;
  note.setAttribute("role", "alert");
  note.textContent = text;
  if (kind === "error") input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", note.id);
  input.after(note);
  return note;
}
