// When a picture was taken, as its camera wrote it: read on the phone, for a copy made by the canvas has lost it.
// Whatever cannot be read counts as not written.
const FAR = 256 * 1024;
const JPEG = 0xffd8;
const APP1 = 0xffe1;
const SCAN = 0xffda;
const EXIF = 0x45786966;
const DETAILS = 0x8769;
const TAKEN = 0x9003;
const OFFSET = 0x9011;

// "2024:10:16 09:30:00 +08:00", without the offset where there is none, "" where nothing is written.
export async function taken(file) {
  try {
    const view = new DataView(await file.slice(0, FAR).arrayBuffer());
    const tiff = tiffOf(view);
    return tiff ? moment(tiff) : "";
  } catch {
    return "";
  }
}

function tiffOf(view) {
  if (view.getUint16(0) !== JPEG) return null;
  let at = 2;
  while (at + 10 < view.byteLength) {
    const mark = view.getUint16(at);
    if (mark < 0xff00 || mark === SCAN) return null;
    const long = view.getUint16(at + 2);
    if (mark === APP1 && view.getUint32(at + 4) === EXIF) return new DataView(view.buffer, at + 10);
    at += 2 + long;
  }
  return null;
}

function moment(tiff) {
  const little = tiff.getUint16(0) === 0x4949;
  const entry = (from, wanted) => {
    for (let left = tiff.getUint16(from, little), at = from + 2; left > 0; left -= 1, at += 12) {
      if (tiff.getUint16(at, little) === wanted) return at;
    }
    return 0;
  };
  const details = entry(tiff.getUint32(4, little), DETAILS);
  if (!details) return "";
  const from = tiff.getUint32(details + 8, little);
  const text = (wanted, most) => {
    const at = entry(from, wanted);
    if (!at) return "";
    const long = Math.min(tiff.getUint32(at + 4, little), most);
    const begin = tiff.byteOffset + (long > 4 ? tiff.getUint32(at + 8, little) : at + 8);
    return new TextDecoder("ascii").decode(tiff.buffer.slice(begin, begin + long)).split("\0")[0].trim();
  };
  return [text(TAKEN, 20), text(OFFSET, 7)].join(" ").trim();
}
