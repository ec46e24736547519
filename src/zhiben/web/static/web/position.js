// A form that says where the device is: asked of the device when the form is sent. Where it gives none, the person writes why.
"use strict";
const WAIT = 15000;
document.querySelectorAll("form[data-zb-position]").forEach((form) => {
  const told = form.querySelector("[data-zb-position-told]");
  const reason = form.elements.without;
  const put = (name, value) => { form.elements[name].value = value; };
  const placed = ({ coords }) => {
    put("latitude", coords.latitude.toFixed(6));
    put("longitude", coords.longitude.toFixed(6));
    put("accuracy", Math.round(coords.accuracy));
    form.dataset.placed = "1";
    form.requestSubmit();
  };
  const unplaced = () => {
    told.textContent = told.dataset.zbNone;
    reason.focus();
  };
  form.addEventListener("submit", (event) => {
    if (form.dataset.placed || reason.value.trim() || !navigator.geolocation) return;
    event.preventDefault();
    event.stopPropagation();
    told.textContent = told.dataset.zbAsking;
    navigator.geolocation.getCurrentPosition(placed, unplaced, { enableHighAccuracy: true, timeout: WAIT, maximumAge: 0 });
  });
});
