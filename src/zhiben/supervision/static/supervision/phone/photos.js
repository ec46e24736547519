// Photos: made smaller on the phone, sent first in pieces with the original's SHA-256; the original stays here until it
// is sent too.
import * as net from "./net.js";
import * as store from "./store.js";
import { taken } from "./taking.js";

const LONGEST = 1600;
const SMALL = 400 * 1024;
const QUALITY = 0.82;
const PIECE = 64 * 1024;

export async function digest(blob) {
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function smaller(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const times = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  if (times === 1 && file.size <= SMALL) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * times);
  canvas.height = Math.round(picture.height * times);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
  return made && made.size < file.size ? made : file;
}

// Keep a photo with an act; the same picture twice is there once.
export async function keep(act, file, part = "photo", side = "") {
  const original = await digest(file);
  const id = `${act.key}:${side}:${original}`;
  if (await store.get("photos", id)) return null;
  const copy = part === "photo" ? await smaller(file) : file;
  const sha256 = copy === file ? original : await digest(copy);
  const row = {
    id, part, side, act: act.key, person: act.person, target: act.target, original, sha256, name: named(file, copy),
    kind: copy.type || file.type, copy, full: copy === file ? null : file, fullName: file.name || "原图.jpg",
    taken: await taken(file), upload: 0, state: "unsent", sentence: "",
  };
  await store.put("photos", row);
  return row;
}

function named(file, copy) {
  const name = file.name || "照片.jpg";
  return copy === file ? name : `${name.replace(/\.[^.]*$/, "")}.jpg`;
}

async function standing(upload) {
  if (!upload) return null;
  try {
    return { upload, ...(await net.ask(`/files/uploads/${upload}/`)) };
  } catch (error) {
    if (error instanceof net.Refusal) return null;
    throw error;
  }
}

// Send one blob in pieces, from where it was broken off. Returns when the server has it whole.
async function send(blob, about, upload, remember) {
  let at = await standing(upload);
  if (!at) {
    at = await net.ask("/files/uploads/", about);
    if (at.file) return;
    await remember(at.upload);
  }
  const address = `/files/uploads/${at.upload}/`;
  let offset = at.offset;
  while (offset < blob.size) {
    const piece = blob.slice(offset, offset + PIECE);
    try {
      offset = (await net.ask(address, { offset, piece })).offset;
    } catch (error) {
      if (!(error instanceof net.Refusal) || error.status !== 409) throw error;
      offset = (await net.ask(address)).offset;
    }
  }
  // The phone's own clock as it stands, not put right by the server's as the acts' moments are: beside the server's it
  // tells how wrong the clock is by which the camera has stamped the picture.
  const clock = new Date().toISOString();
  await net.ask(`${address}finish/`, { sha256: about.sha256, only: about.only, device_clock: clock, taken: about.taken });
}

const about = (blob, name, kind, sha256, when = "") => (
  { name, size: blob.size, type: kind, only: "photo", sha256, taken: when }
);

const remember = (row) => (upload) => store.change("photos", row.id, (one) => { one.upload = upload; });

// False for what the server does not take: the sentence stays with the photo.
async function sent(row, what, told) {
  try {
    await what();
    await store.change("photos", row.id, (one) => { Object.assign(one, told, { upload: 0, sentence: "" }); });
    return true;
  } catch (error) {
    if (!(error instanceof net.Refusal)) throw error;
    const refused = told.state ? { state: "refused" } : {};
    await store.change("photos", row.id, (one) => { Object.assign(one, refused, { upload: 0, sentence: error.message }); });
    return false;
  }
}

export const sendCopy = (row) => sent(
  row,
  () => send(row.copy, about(row.copy, row.name, row.kind, row.sha256, row.taken), row.upload, remember(row)),
  { state: "sent" },
);

export const sendOriginal = (row) => sent(
  row,
  () => send(row.full, about(row.full, row.fullName, row.full.type, row.original), row.upload, remember(row)),
  {},
);

// Wi-Fi, as far as the browser tells; where it does not, the person presses.
export const unmetered = () => navigator.connection?.type === "wifi" && !navigator.connection.saveData;
