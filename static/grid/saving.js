// Saves rows, keeps the sums live, and lets the person choose where somebody else typed too.

import {
  allRows, cellOf, cells, clearNotes, dirtyRows, empty, focusOn, form, headingOf, isDirty, isNew,
  keyOf, mark, plainNewRow, readOf, rowFrom, say, sayWithLink, tell, texts,
} from "./rows.js";

const waiting = new Set(); // rows whose save did not reach the server
const TRIES = [2, 4, 8, 15, 30, 60]; // seconds between them
let tries = 0;
let timer;

// A sign-in in another tab changes the token: the cookie knows the newest.
function token() {
  const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
}

export function post(address, body) {
  return fetch(address, {
    method: "POST",
    body,
    redirect: "manual",
    headers: { "X-CSRFToken": token(), Accept: "application/json" },
  });
}

// What is typed but not saved, so that the sums count it.
export function withTyped(body, except = []) {
  let number = 0;
  for (const row of dirtyRows()) {
    if (except.includes(row)) continue;
    const name = isNew(row) ? `typed-new${number++}` : `typed-${keyOf(row)}`;
    const charge = cellOf(row, "charge_code")?.value ?? "";
    body.append(`${name}-under-${headingOf(row)}`, `${cellOf(row, "amount").value}|${charge}`);
  }
  return body;
}

function bodyOf(rows) {
  const body = new FormData();
  for (const row of rows) {
    for (const input of row.querySelectorAll("input, select")) body.append(input.name, input.value);
  }
  return withTyped(body, rows);
}

// Saves the rows, all or none; answers whether they are saved.
export async function save(...wanted) {
  const rows = wanted.filter((row) => row.isConnected && !row.saving && isDirty(row));
  const open = rows.filter((row) => !row.conflicts?.size);
  if (open.length < rows.length) say(texts.choose, rows.find((row) => row.conflicts?.size));
  if (!open.length) return false;
  const sent = new Map(open.map((row) => [row, new Map(cells(row).map((one) => [one, one.value]))]));
  open.forEach((row) => (row.saving = true));
  clearTimeout(pause); // the answer brings the figures
  asked += 1;
  say(texts.saving, open[0]);
  let saved = false;
  try {
    const response = await post(texts.save, bodyOf(open));
    saved = await answered(response, open, sent);
  } catch {
    wait(open);
    say(texts.offline);
  } finally {
    open.forEach((row) => (row.saving = false));
  }
  if (saved) saveWhatWasTypedMeanwhile(open);
  return saved;
}

async function answered(response, rows, sent) {
  if (response.type === "opaqueredirect") {
    wait(rows);
    sayWithLink(texts.signedOut, texts.signIn, texts.signInLabel);
    return false;
  }
  if (response.status >= 500) throw new Error(response.statusText);
  if (![200, 409, 422].includes(response.status)) {
    say(texts.closed);
    return false;
  }
  const answer = await response.json();
  rows.forEach((row) => waiting.delete(row));
  tries = 0;
  if (answer.figures) showFigures(answer.figures);
  for (const row of rows) show(row, answer.rows[keyOf(row)] ?? {}, sent.get(row), response.ok);
  if (!response.ok) say(texts.unsaved, rows.find((row) => answer.rows[keyOf(row)]) ?? rows[0]);
  else if (rows.length > 1) say(texts.savedRows.replace("0", rows.length));
  else say(texts.saved, rows[0].savedAs ?? rows[0]);
  return response.ok;
}

function show(row, answer, sent, saved) {
  clearNotes(row);
  if (answer.html) {
    becomeLine(row, answer.html, sent);
    return;
  }
  for (const [name, cell] of Object.entries(answer.values ?? {})) setCell(row, name, cell, sent);
  for (const [name, text] of Object.entries(answer.errors ?? {})) tell(row, name, "error", text);
  if (answer.problem) tell(row, "text", "error", answer.problem);
  for (const [name, theirs] of Object.entries(answer.theirs ?? {})) offer(row, name, theirs);
  row.classList.toggle("was-saved", saved);
  mark(row);
}

// What came back goes into a cell unless something else was typed there meanwhile.
function setCell(row, name, cell, sent) {
  if (name === "revision") {
    row.querySelector('[name$="-revision"]').value = cell.value;
    return;
  }
  const input = cellOf(row, name);
  if (!input) return;
  if (input.value === sent.get(input)) input.value = cell.value;
  readOf(input).value = cell.read;
}

// A new row has become a line: the line takes its place, and what was typed since goes with it.
function becomeLine(row, html, sent) {
  const line = rowFrom(html);
  row.before(line);
  row.savedAs = line;
  const plain = plainNewRow(headingOf(row)) === row;
  const focused = !plain && row.contains(document.activeElement) ? document.activeElement : null;
  for (const [input, value] of sent) {
    if (input.value !== value) cellOf(line, input.dataset.cell).value = input.value;
  }
  line.classList.add("was-saved");
  if (plain) empty(row);
  else row.remove();
  mark(line);
  if (focused) focusOn(cellOf(line, focused.dataset.cell));
}

function saveWhatWasTypedMeanwhile(rows) {
  for (const row of rows.map((row) => row.savedAs ?? row)) {
    if (isDirty(row) && !row.contains(document.activeElement)) save(row);
  }
  rows.forEach((row) => (row.savedAs = null));
}

// -- Where somebody else typed too ------------------------------------------------------------

export function offer(row, name, theirs) {
  row.conflicts ??= new Map();
  row.conflicts.set(name, theirs.value);
  row.classList.add("in-conflict");
  const note = tell(row, name, "theirs", `${theirs.who} `);
  const strong = document.createElement("strong");
  strong.textContent = theirs.text || texts.nothing;
  note.append(strong, " ");
  for (const [label, takes] of [[texts.keepMine, false], [texts.takeTheirs, true]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => choose(row, name, takes));
    note.append(button, " ");
  }
}

// Chosen over what the other typed, as it was shown: that is now what was read.
export function choose(row, name, takesTheirs) {
  const input = cellOf(row, name);
  const theirs = row.conflicts.get(name);
  row.conflicts.delete(name);
  readOf(input).value = theirs;
  if (takesTheirs) input.value = theirs;
  document.getElementById(`${input.id}_theirs`)?.remove();
  input.removeAttribute("aria-describedby");
  row.classList.toggle("in-conflict", row.conflicts.size > 0);
  focusOn(input);
  mark(row);
  askForFigures();
  if (!row.conflicts.size) save(row);
}

// -- No contact -------------------------------------------------------------------------------

function wait(rows) {
  rows.forEach((row) => waiting.add(row));
  clearTimeout(timer);
  timer = setTimeout(tryAgain, 1000 * TRIES[Math.min(tries++, TRIES.length - 1)]);
}

export async function tryAgain() {
  clearTimeout(timer);
  const rows = [...waiting].filter((row) => row.isConnected && isDirty(row));
  waiting.clear();
  if (rows.length) await save(...rows);
}

// -- Live figures -----------------------------------------------------------------------------

export function showFigures(figures) {
  for (const [name, text] of Object.entries(figures)) {
    for (const element of document.querySelectorAll(`[data-figure="${name}"]`)) {
      if (element.textContent !== text) element.textContent = text;
    }
  }
}

let pause;
let asked = 0;
let isAsking = false; // one question at a time: a long version takes a while to add up

export function askForFigures() {
  clearTimeout(pause);
  pause = setTimeout(async () => {
    if (isAsking) {
      askForFigures();
      return;
    }
    isAsking = true;
    const turn = ++asked;
    try {
      const response = await post(texts.figures, withTyped(new FormData()));
      if (response.ok && turn === asked) showFigures((await response.json()).figures);
    } catch {
      // The figures stay as they were; saving tells when there is no contact.
    } finally {
      isAsking = false;
    }
  }, 150);
}

export const saveAll = async () => {
  let all = true;
  for (const row of dirtyRows()) all = (await save(row)) && all;
  return all;
};

export const hasConflicts = () => allRows().some((row) => row.conflicts?.size);
