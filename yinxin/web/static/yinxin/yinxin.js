// The little that pages need beyond htmx: "/" goes to the search box, menus close, files can be dropped, uploads show
// progress, and what a reader scans is sent in its order.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.getElementById("search");
  if (box) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

function size(bytes) {
  return bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function show(input) {
  const said = input.closest(".drop")?.querySelector("output");
  if (said) said.textContent = [...input.files].map((file) => `${file.name} · ${size(file.size)}`).join("\n");
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".drop input[type=file]")) show(event.target);
});

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    const zone = event.target.closest?.(".drop");
    if (!zone) return;
    event.preventDefault();
    zone.classList.add("over");
  });
}

document.addEventListener("dragleave", (event) => {
  const zone = event.target.closest?.(".drop");
  if (zone && !zone.contains(event.relatedTarget)) zone.classList.remove("over");
});

document.addEventListener("drop", (event) => {
  const zone = event.target.closest?.(".drop");
  if (!zone) return;
  event.preventDefault();
  zone.classList.remove("over");
  const input = zone.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  show(input);
});

document.addEventListener("htmx:xhr:loadstart", (event) => {
  const bar = event.target.querySelector?.("[data-upload]");
  if (bar) bar.hidden = false;
});

document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.querySelector?.("[data-upload] progress");
  if (bar && event.detail.lengthComputable) bar.value = (100 * event.detail.loaded) / event.detail.total;
});

// A refusal is a whole page of its own: show it where the form was.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400 && event.detail.target === document.body) event.detail.shouldSwap = true;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const copying = event.target.closest("[data-copy]");
  if (copying) {
    const field = document.getElementById(copying.dataset.copy);
    field.select();
    navigator.clipboard.writeText(field.value).then(() => { copying.textContent = copying.dataset.done; });
  }
});

for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
if (navigator.clipboard) for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;

// An open menu closes with Escape, which gives the focus back, and with a click beside it.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// Scans are sent one after another while the next one is being typed; what was not sent stays in the queue.
const scans = [];
let sending = false;

async function send(form) {
  if (sending) return;
  sending = true;
  const failed = form.querySelector("[data-failed]");
  try {
    while (scans.length) {
      const said = new URLSearchParams(new FormData(form));
      said.set("text", scans[0]);
      const answer = await fetch(form.action, { method: "POST", body: said, headers: { "HX-Request": "true" } });
      if (answer.redirected || answer.status === 403 || answer.status === 409) return location.reload();
      if (!answer.ok) throw new Error(answer.status);
      document.querySelector(form.dataset.scan).innerHTML = await answer.text();
      scans.shift();
      failed.hidden = true;
    }
  } catch {
    failed.hidden = false;
  } finally {
    sending = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-scan]");
  if (!form) return;
  event.preventDefault();
  const field = form.elements.text;
  if (field.value.trim()) scans.push(field.value);
  field.value = "";
  field.focus();
  send(form);
});

// A reader types like a keyboard: where nothing else is being typed, it types into the field for scans.
document.addEventListener("keydown", (event) => {
  const field = document.querySelector("form[data-scan] [name=text]");
  const typing = event.target.closest("input, textarea, select, button, a, summary, [contenteditable]");
  if (field && !typing && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus();
});
