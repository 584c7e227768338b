// The editing grid: saves a row when it is left, keeps the figures live, and moves by the keys.
// Without it the same table is one form with one save button.

const form = document.querySelector("#grid");
const state = form.querySelector(".save-state");
const waiting = new Set(); // rows whose save did not reach the server

const cells = (row) => [...row.querySelectorAll("[data-cell]")];
const nameOf = (input) => input.dataset.cell;
const readOf = (input) => form.elements[`initial-${input.name}`];
const isNew = (row) => row.classList.contains("new-row");
const isDirty = (row) => cells(row).some((input) => input.value !== (readOf(input)?.value ?? ""));

function say(text) {
  state.textContent = text;
}

function mark(row) {
  row.classList.toggle("is-dirty", isDirty(row));
  if (isDirty(row)) row.classList.remove("was-saved");
}

// -- Saving ----------------------------------------------------------------------------------

function bodyOf(row) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const input of row.querySelectorAll("input, select")) body.append(input.name, input.value);
  return body;
}

async function save(row) {
  if (row.saving || !isDirty(row)) return;
  row.saving = true;
  const sent = new Map(cells(row).map((input) => [nameOf(input), input.value]));
  say(form.dataset.saving);
  try {
    const response = await fetch(row.dataset.save, { method: "POST", body: bodyOf(row), redirect: "manual" });
    if (response.type === "opaqueredirect" || response.status === 403) {
      waiting.add(row);
      say(form.dataset.signedOut);
      return;
    }
    waiting.delete(row);
    show(row, await response.json(), sent, response.ok);
  } catch {
    waiting.add(row);
    say(form.dataset.offline);
  } finally {
    row.saving = false;
  }
}

function show(row, answer, sent, saved) {
  row.querySelectorAll(".error, .theirs").forEach((note) => note.remove());
  if (answer.figures) showFigures(answer.figures);
  if (answer.row) {
    row.insertAdjacentHTML("beforebegin", answer.row);
    for (const input of cells(row)) input.value = "";
    mark(row);
    say(form.dataset.saved);
    return;
  }
  const conflicts = Object.keys(answer.theirs ?? {});
  for (const [name, cell] of Object.entries(answer.values ?? {})) setCell(row, name, cell, sent);
  for (const [name, sentence] of Object.entries(answer.errors ?? {})) tell(row, name, "error", sentence);
  for (const name of conflicts) offer(row, name, answer.theirs[name]);
  if (answer.problem) tell(row, "text", "error", answer.problem);
  row.classList.toggle("was-saved", saved);
  row.classList.toggle("in-conflict", conflicts.length > 0);
  mark(row);
  say(saved ? form.dataset.saved : form.dataset.unsaved);
}

// What came back goes into a cell unless something else was typed there meanwhile.
function setCell(row, name, cell, sent) {
  if (name === "revision") {
    row.querySelector('[name$="-revision"]').value = cell.value;
    return;
  }
  const input = row.querySelector(`[data-cell="${name}"]`);
  if (!input) return;
  if (input.value === sent.get(name)) input.value = cell.value;
  readOf(input).value = cell.read;
}

function tell(row, name, kind, text) {
  const input = row.querySelector(`[data-cell="${name}"]`) ?? row.querySelector("[data-cell]");
  const note = document.createElement("p");
  note.className = kind;
  note.setAttribute("role", "alert");
  note.textContent = text;
  input.after(note);
  return note;
}

function offer(row, name, theirs) {
  const note = tell(row, name, "theirs", `${form.dataset.theirs} `);
  const input = row.querySelector(`[data-cell="${name}"]`);
  const strong = document.createElement("strong");
  strong.textContent = theirs;
  note.append(strong, " ");
  const choose = (label, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      act();
      note.remove();
      input.focus();
      mark(row);
    });
    note.append(button);
  };
  choose(form.dataset.takeTheirs, () => (input.value = readOf(input).value));
  choose(form.dataset.keepMine, () => save(row));
}

// -- Live figures ----------------------------------------------------------------------------

function showFigures(figures) {
  for (const [name, text] of Object.entries(figures)) {
    for (const element of form.ownerDocument.querySelectorAll(`[data-figure="${name}"]`)) {
      element.textContent = text;
    }
  }
}

let timer;
let asked = 0;
function askForFigures() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const turn = ++asked;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const row of form.querySelectorAll(".line-row.is-dirty:not(.new-row)")) {
      body.append(row.dataset.line, row.querySelector('[data-cell="amount"]').value);
    }
    try {
      const response = await fetch(form.dataset.figures, { method: "POST", body, redirect: "manual" });
      if (response.ok && turn === asked) showFigures((await response.json()).figures);
    } catch {
      // The figures stay as they were; saving tells when there is no contact.
    }
  }, 150);
}

// -- Keys and focus --------------------------------------------------------------------------

function neighbour(input, down) {
  const column = nameOf(input);
  const column_cells = [...form.querySelectorAll(`[data-cell="${column}"]:not([type="hidden"])`)];
  return column_cells[column_cells.indexOf(input) + (down ? 1 : -1)];
}

function focusOn(input) {
  input?.focus();
  input?.select?.();
}

form.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.dataset.cell) return;
  const isList = input.tagName === "SELECT";
  if (event.key === "Enter" || (!isList && ["ArrowDown", "ArrowUp"].includes(event.key))) {
    event.preventDefault();
    const up = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey);
    const next = neighbour(input, !up);
    if (next) focusOn(next);
    else save(input.closest("tr"));
  } else if (!isList && event.key === "ArrowLeft" && input.selectionEnd === 0) {
    sideways(event, input, -1);
  } else if (!isList && event.key === "ArrowRight" && input.selectionStart === input.value.length) {
    sideways(event, input, 1);
  } else if (event.key === "Escape") {
    input.value = readOf(input)?.value ?? "";
    mark(input.closest("tr"));
    askForFigures();
  }
});

function sideways(event, input, step) {
  const row = cells(input.closest("tr")).filter((cell) => cell.type !== "hidden");
  const next = row[row.indexOf(input) + step];
  if (!next) return;
  event.preventDefault();
  focusOn(next);
}

form.addEventListener("input", (event) => {
  const row = event.target.closest(".line-row");
  if (!row) return;
  mark(row);
  if (nameOf(event.target) === "amount") askForFigures();
});

form.addEventListener("focusout", (event) => {
  const row = event.target.closest(".line-row");
  if (row && !row.contains(event.relatedTarget)) save(row);
});

window.addEventListener("online", () => waiting.forEach(save));
window.addEventListener("beforeunload", (event) => {
  if (form.querySelector(".is-dirty") && !form.submitting) event.preventDefault();
});
form.addEventListener("submit", () => (form.submitting = true));
