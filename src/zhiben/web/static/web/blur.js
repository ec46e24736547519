// Rectangles are drawn on a photo and written into the field that says them in figures.
"use strict";
document.querySelectorAll("[data-blur]").forEach((place) => {
  const field = document.getElementById(place.dataset.blur);
  const width = Number(place.dataset.width);
  const height = Number(place.dataset.height);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.setAttribute("aria-hidden", "true");
  place.append(canvas);
  const pen = canvas.getContext("2d");
  let start = null;

  const said = () => field.value.split("\n").map((line) => line.match(/\d+/g) || []).filter((one) => one.length === 4);
  const show = (drawn) => {
    pen.clearRect(0, 0, width, height);
    pen.lineWidth = Math.max(1, width / 300);
    pen.strokeStyle = "#a01414";
    pen.fillStyle = "rgba(160, 20, 20, .3)";
    [...said().map((one) => one.map(Number)), ...(drawn ? [drawn] : [])].forEach((one) => {
      pen.fillRect(...one);
      pen.strokeRect(...one);
    });
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
    return [
      within((event.clientX - box.left) * width / box.width, width),
      within((event.clientY - box.top) * height / box.height, height),
    ];
  };
  const between = (one, other) => [
    Math.min(one[0], other[0]), Math.min(one[1], other[1]),
    Math.abs(one[0] - other[0]), Math.abs(one[1] - other[1]),
  ];
  canvas.addEventListener("pointerdown", (event) => {
    start = at(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => { if (start) show(between(start, at(event))); });
  canvas.addEventListener("pointercancel", () => { start = null; show(); });
  canvas.addEventListener("pointerup", (event) => {
    if (!start) return;
    const drawn = between(start, at(event));
    start = null;
    if (drawn[2] && drawn[3]) {
      const before = field.value.trimEnd();
      field.value = `${before}${before ? "\n" : ""}${drawn.join(" ")}`;
    }
    show();
  });
  field.addEventListener("input", () => show());
  show();
});
