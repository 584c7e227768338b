// The buttons of a row: move, duplicate, take out, and put back again; focus stays where the hand is.

import { cellOf, focusOn, form, isDirty, mark, rowCalled, rowFrom, rowOf, say, texts } from "./rows.js";
import { post, save, showFigures, withTyped } from "./saving.js";

const undo = form.querySelector("[name='do'][value='put-back:']");

export async function act(value, button) {
  const row = button && rowOf(button);
  if (row && isDirty(row) && !(await save(row))) return;
  const body = new FormData();
  body.append("do", value);
  const revision = row?.querySelector("[name$='-revision']");
  if (revision) body.append(revision.name, revision.value);
  const what = value.split(":")[0];
  let answer;
  try {
    const response = await post(texts.act, withTyped(body));
    if (response.type === "opaqueredirect") return say(texts.signedOutAct);
    if (![200, 409].includes(response.status)) return say(texts.closed);
    answer = await response.json();
  } catch {
    return say(texts.offlineAct);
  }
  say(answer.said ?? "");
  if (answer.figures) showFigures(answer.figures);
  if ("canUndo" in answer) undo.hidden = !answer.canUndo;
  if (answer.removed) takeOut(answer.removed, what);
  if (answer.anew) showAnew(answer, what);
  else if (answer.row) place(answer, what, button);
}

// Somebody else has changed the row since it was read: here it is as it is now.
function showAnew(answer, what) {
  const row = rowFrom(answer.anew);
  rowCalled(answer.row).replaceWith(row);
  mark(row);
  focusOn(row.querySelector(`[name="do"][value^="${what}:"]`));
}

function takeOut(key, what) {
  const row = rowCalled(key);
  const next = [row.nextElementSibling, row.previousElementSibling].find((one) =>
    one?.matches(".line-row"),
  );
  row.remove();
  focusOn(next.querySelector(`[name="do"][value^="${what}:"]`) ?? cellOf(next, "text"));
}

function place(answer, what, button) {
  const body = form.querySelector(`tbody[data-heading="${answer.heading}"]`);
  if (!body) return;
  let row = rowCalled(answer.row);
  if (!row) {
    row = rowFrom(answer.html);
    mark(row);
  }
  const above = answer.above && rowCalled(answer.above);
  if (above) above.after(row);
  else body.querySelector(".heading").after(row);
  if (what === "up" || what === "down") focusOn(button);
  else focusOn(cellOf(row, "text"));
}
