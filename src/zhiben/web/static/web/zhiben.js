// Small conveniences; every page works without them.
"use strict";
function fill(field, button) {
  field.value = button.dataset.with;
  const folded = field.closest("details");
  if (folded) folded.open = true;
  const place = field.form.querySelector("[data-filled]");
  if (place) place.textContent = button.dataset.says;
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) {
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      button.textContent = button.dataset.copied || "已复制";
    });
  }
  const filling = event.target.closest("[data-fill]");
  if (filling) {
    event.preventDefault();
    fill(document.getElementById(filling.dataset.fill), filling);
  }
  document.querySelectorAll("details.zb-who[open], details.zb-closed[open]").forEach((one) => {
    if (!one.contains(event.target)) one.removeAttribute("open");
  });
});
document.querySelectorAll("header [aria-current]").forEach((entry) => {
  const row = entry.closest("ul");
  row.scrollLeft = entry.offsetLeft - (row.clientWidth - entry.offsetWidth) / 2;
});
// One box that ticks all of a list's page, and follows them.
document.querySelectorAll("[data-ticks]").forEach((label) => {
  const all = label.querySelector("input");
  const form = label.closest("form");
  const boxes = Array.from(form.querySelectorAll(`input[type=checkbox][name=${label.dataset.ticks}]`));
  form.addEventListener("change", (event) => {
    if (event.target === all) boxes.forEach((box) => { box.checked = all.checked; });
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
  });
  label.hidden = false;
});
// What this device's clock says goes along with photos.
function tellTime(form) {
  let field = form.elements.device_clock;
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = "device_clock";
    form.append(field);
  }
  field.value = new Date().toISOString();
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method.toLowerCase() !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  if (form.querySelector("input[type=file]")) tellTime(form);
  setTimeout(() => { delete form.dataset.sent; }, 4000);
});
// What is suggested from the words of a form, kept up with the typing; without this a button asks for it.
document.querySelectorAll("[data-suggest]").forEach((place) => {
  const form = place.closest("form");
  const names = place.dataset.words.split(" ");
  let waiting = 0;
  const ask = async () => {
    const query = new URLSearchParams(names.map((name) => [name, form.elements[name].value]));
    const answer = await fetch(`${place.dataset.suggest}?${query}`, { headers: { "X-Requested-With": "fetch" } });
    if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
  };
  form.addEventListener("input", (event) => {
    if (!names.includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  });
});
// A long table: its rows narrowed to those in which every typed word stands.
document.querySelectorAll("[data-sifts]").forEach((field) => {
  const rows = Array.from(document.querySelectorAll(`#${field.dataset.sifts} tbody tr`));
  const told = document.querySelector(`[data-sifted=${field.dataset.sifts}]`);
  const all = told.textContent;
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row) => {
      const said = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => said.includes(word));
    });
    const count = rows.filter((row) => !row.hidden).length;
    const found = told.dataset.says.replace("{count}", count);
    told.textContent = words.length ? found : all;
  });
  // Return looks for something here and sends nothing.
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  field.closest("[hidden]")?.removeAttribute("hidden");
});
// What is chosen from a list is put where the person writes, and at the end where nobody has written yet.
const written = new WeakSet();
document.addEventListener("focusin", (event) => written.add(event.target));
document.querySelectorAll("[data-insert]").forEach((button) => {
  const field = document.getElementById(button.dataset.insert);
  button.addEventListener("click", () => {
    if (!written.has(field)) field.setSelectionRange(field.value.length, field.value.length);
    field.setRangeText(button.dataset.with, field.selectionStart, field.selectionEnd, "end");
    field.focus();
  });
});
document.querySelectorAll("[data-inserts]").forEach((cell) => { cell.hidden = false; });
