// Writing a section: text pasted from a word processor is cleaned by the server, and a live figure
// is put in where the cursor stands. Without this script one pastes plain text and types the names.

const form = document.querySelector("form[data-pasted]");
const text = form.elements.text;
const told = form.querySelector("[data-told]");

const putIn = (words) => {
  text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
};

const cleaned = async (html) => {
  const answer = await fetch(form.dataset.pasted, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    body: new URLSearchParams({ html }),
  });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.text();
};

text.addEventListener("paste", async (event) => {
  const html = event.clipboardData.getData("text/html");
  if (!html) return;
  const plain = event.clipboardData.getData("text/plain");
  event.preventDefault();
  text.readOnly = true; // so that nothing is typed where the text will come
  told.hidden = true;
  let words = plain;
  try {
    words = await cleaned(html);
  } catch {
    told.hidden = false;
  }
  text.readOnly = false;
  putIn(words);
});

for (const code of document.querySelectorAll("[data-figure]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = code.textContent;
  button.addEventListener("click", () => putIn(button.textContent));
  code.replaceWith(button);
}
