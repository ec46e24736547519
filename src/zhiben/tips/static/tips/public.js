// The two public pages: where the hazard is, if whoever tells it stands there and wants to say so; and printing. Both work without this.
"use strict";
document.querySelectorAll("[data-zb-here]").forEach((button) => {
  const form = button.closest("form");
  const told = form.querySelector("[data-zb-here-told]");
  const say = (name) => { told.textContent = told.dataset[name]; };
  const put = (latitude, longitude) => {
    form.elements.latitude.value = latitude;
    form.elements.longitude.value = longitude;
  };
  if (!navigator.geolocation) return;
  form.querySelector("[data-zb-here-hint]").hidden = false;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (form.elements.latitude.value) {
      put("", "");
      button.textContent = button.dataset.ask;
      say("gone");
      return;
    }
    say("asking");
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      put(coords.latitude.toFixed(4), coords.longitude.toFixed(4));
      button.textContent = button.dataset.drop;
      say("here");
    }, () => say("none"), { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 });
  });
});
document.querySelectorAll("[data-zb-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
