// Small conveniences; every page works without them.
"use strict";
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) {
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      button.textContent = button.dataset.copied || "已复制";
    });
  }
  const filling = event.target.closest("[data-fill]");
  if (filling) document.getElementById(filling.dataset.fill).value = filling.dataset.with;
  document.querySelectorAll("details.zb-who[open], details.zb-closed[open]").forEach((one) => {
    if (!one.contains(event.target)) one.removeAttribute("open");
  });
});
document.querySelectorAll("header [aria-current]").forEach((entry) => {
  const row = entry.closest("ul");
  row.scrollLeft = entry.offsetLeft - (row.clientWidth - entry.offsetWidth) / 2;
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
