// Pastes a block from a spreadsheet, and shows first what it will do where that is not plain.

import { isSurprising, parse, plan } from "./paste.js";
import {
  addNewRow, allRows, cellOf, cells, focusOn, form, headingOf, isNew, mark, nameOf, rowOf, texts,
} from "./rows.js";
import { askForFigures, save } from "./saving.js";

const dialog = document.querySelector("#paste");
const MOST = 400; // rows at a time: a form has no more than 5,000 fields

form.addEventListener("paste", (event) => {
  const input = event.target;
  if (!input.dataset?.cell || input.tagName === "SELECT") return;
  const block = parse(event.clipboardData.getData("text/plain"));
  const isBlock = block.length > 1 || block[0].length > 1;
  if (!isBlock) return;
  event.preventDefault();
  paste(input, block);
});

async function paste(input, block) {
  const row = rowOf(input);
  const across = cells(row);
  const columns = across.slice(across.indexOf(input)).map((cell) => cell.dataset.cell);
  const heading = headingOf(row);
  const rows = allRows().filter((one) => headingOf(one) === heading && !isPlainNew(one));
  const targets = isPlainNew(row) ? [] : rows.slice(rows.indexOf(row));
  const list = cellOf(row, "charge_code");
  const charges = list ? [...list.options].map(({ value, label }) => ({ value, label })) : [];
  const planned = plan({
    block,
    targets: targets.map((one) => ({ row: one, values: valuesOf(one) })),
    columns,
    charges,
    most: MOST,
  });
  let chosen = planned.rows;
  if (isSurprising(planned)) chosen = await preview(planned, targets, columns, charges);
  if (chosen?.length) await fill(chosen, targets, heading);
  else focusOn(input);
}

const isPlainNew = (row) => isNew(row) && row.id === `new-${headingOf(row)}`;
const valuesOf = (row) => Object.fromEntries(cells(row).map((cell) => [cell.dataset.cell, cell.value]));

async function fill(planned, targets, heading) {
  const touched = [];
  for (const { place, changes } of planned) {
    const row = targets[place] ?? addNewRow(heading);
    for (const [name, value] of Object.entries(changes)) {
      const cell = cellOf(row, name);
      if (cell) cell.value = value;
    }
    mark(row);
    touched.push(row);
  }
  const next = touched.at(-1).nextElementSibling;
  const saved = save(...touched); // all at once, before leaving one of them saves it alone
  focusOn(next && cellOf(next, Object.keys(planned[0].changes)[0] ?? "text"));
  if (!(await saved)) askForFigures();
}

// -- The preview ------------------------------------------------------------------------------

function preview({ rows, tooWide, tooMany }, targets, columns, charges) {
  const say = (name, count) => {
    const note = dialog.querySelector(`[data-says="${name}"]`);
    note.hidden = !count;
    note.querySelector("b").textContent = count;
  };
  say("overwrites", rows.reduce((sum, row) => sum + row.overwrites.length, 0));
  say("new", rows.filter((row) => row.isNew).length);
  say("unreadable", rows.filter((row) => row.problem).length);
  say("wide", tooWide);
  say("many", tooMany);
  dialog.querySelector("tbody").replaceChildren(
    ...rows.map((row) => previewRow(row, targets[row.place], columns, charges)),
  );
  for (const head of dialog.querySelectorAll("th[data-column]")) {
    head.hidden = !columns.includes(head.dataset.column);
  }
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const taken = [...dialog.querySelectorAll("tbody input")].map((box) => box.checked);
      resolve(dialog.returnValue === "paste" ? rows.filter((_, index) => taken[index]) : null);
    }, { once: true });
  });
}

function previewRow(row, target, columns, charges) {
  const line = document.createElement("tr");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: !row.problem });
  const name = target ? nameOf(target) : texts.newRow;
  box.setAttribute("aria-label", `${texts.take}: ${row.place + 1}, ${name}`);
  box.disabled = Boolean(row.problem);
  const first = document.createElement("td");
  first.append(box);
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name;
  line.append(first, head);
  const labelOf = (column, value) =>
    column === "charge_code" ? charges.find((one) => one.value === value)?.label ?? value : value;
  for (const head of dialog.querySelectorAll("th[data-column]")) {
    const column = head.dataset.column;
    if (!columns.includes(column)) continue;
    const cell = document.createElement("td");
    if (column === "amount") cell.className = "num";
    if (row.overwrites.includes(column)) {
      const old = document.createElement("del");
      old.textContent = labelOf(column, cellOf(target, column).value);
      cell.append(old, " ");
    }
    if (column in row.changes) cell.append(labelOf(column, row.changes[column]));
    if (row.problem === (column === "charge_code" ? "charge" : column)) {
      const why = Object.assign(document.createElement("span"), {
        className: "error",
        textContent: row.problem === "amount" ? texts.noAmount : texts.noCharge,
      });
      cell.append(" ", why);
    }
    line.append(cell);
  }
  if (row.problem === "amount" && !columns.includes("amount")) {
    head.append(` – ${texts.noAmount}`);
  }
  return line;
}
