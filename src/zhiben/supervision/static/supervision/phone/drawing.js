// Signing with a finger: what is drawn is kept after every stroke, cut to what was drawn.
const WIDE = 3.5;
const ROOM = 12;

export function pad(label, keep) {
  const canvas = document.createElement("canvas");
  canvas.className = "pad";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  canvas.width = 640;
  canvas.height = 240;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  let last = null;
  const blank = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    Object.assign(pen, { lineWidth: WIDE * 2, lineCap: "round", lineJoin: "round", strokeStyle: "#111" });
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = at(event);
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...next);
    pen.stroke();
    last = next;
  });
  // One stroke is kept after the other, and whoever goes on waits until the last one is.
  let kept = Promise.resolve();
  canvas.addEventListener("pointerup", () => {
    if (!last) return;
    last = null;
    const drawn = cut(canvas, pen);
    kept = kept.then(async () => { if (await drawn) await keep(await drawn); }).catch(() => {});
  });
  blank();
  const load = async (blob) => {
    blank();
    const picture = await createImageBitmap(blob);
    const times = Math.min(1, canvas.width / picture.width, canvas.height / picture.height);
    pen.drawImage(picture, 0, 0, picture.width * times, picture.height * times);
  };
  return { canvas, blank, load, settled: () => kept };
}

function cut(canvas, pen) {
  const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let place = 0; place < data.length; place += 4) {
    if (data[place] < 128) {
      const x = (place / 4) % width;
      const y = Math.floor(place / 4 / width);
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    }
  }
  if (right < 0) return Promise.resolve(null);
  const [x, y] = [Math.max(0, left - ROOM), Math.max(0, top - ROOM)];
  const made = document.createElement("canvas");
  made.width = Math.min(width - x, right - x + ROOM);
  made.height = Math.min(height - y, bottom - y + ROOM);
  made.getContext("2d").drawImage(canvas, -x, -y);
  return new Promise((done) => { made.toBlob(done, "image/png"); });
}
