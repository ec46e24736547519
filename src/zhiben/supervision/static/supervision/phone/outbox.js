// What is to be told: acts with names of their own, told in their order until the server has answered for each.
import * as net from "./net.js";
import * as photos from "./photos.js";
import * as store from "./store.js";

export const MANY = 20;
const ENDED = ["done", "already"];
const KEPT = 30 * 24 * 3600 * 1000;

export const isUnsent = (act) => act.state !== "draft" && !ENDED.includes(act.state) && act.state !== "dropped";
const OPEN = ["ready", "waiting"];
export const isOpen = (act) => OPEN.includes(act.state);
export const isFinding = (act) => act.kind === "find" || (act.kind === "check" && act.said.verdict === "fails");
export const isOver = (act) => ENDED.includes(act.state);

let before = 0;

// A new act; two in one millisecond keep their order.
export function begin(person, target, kind, said, state = "draft") {
  before = Math.max(before + 1, Date.now());
  return { key: crypto.randomUUID(), person, target, kind, said, state, sequence: before, at: "", sentence: "" };
}

// The server's clock as this phone last knew it: the phone's own may be wrong.
export async function now() {
  const apart = (await store.get("meta", "clock"))?.apart || 0;
  return new Date(Date.now() + apart).toISOString();
}

const EARLY = "上传途中改过：先前的内容已收到，改后的请再记下，两个版本都会保留，由人选定";
const FOLLOWS = "上传途中改过：先前的内容已收到，改后的随后再传，两个版本都会保留，由人选定";
const THERE = "删去以前已经上传，不要的请撤去";
const ANSWERED = "删去以前已经上传，不要的请在逐项检查里改答";

// What the server has answered for since this page was opened: a screen that still shows what was there before writes
// it down as changed.
const heard = new Set();

// Written on: a draft again. What was refused is told anew as of the moment when it is put right.
export const rewritten = (act, said) => Object.assign(act, {
  said: { ...said }, at: act.state === "refused" ? "" : act.at, state: "draft",
  ...(heard.has(act.key) && act.state !== "refused" ? { early: true, sentence: EARLY } : {}),
});

export async function release(act, said) {
  const at = act.at || await now();
  await store.change("acts", act.key, (row) => {
    Object.assign(row, { said, at, state: "ready", sentence: "", released: Date.now() });
  });
}

export async function actsOf(person) {
  const rows = (await store.all("acts")).filter((row) => row.person === person);
  return rows.sort((one, other) => one.sequence - other.sequence);
}

// What was delivered long ago goes from the phone; its originals first have to be delivered too.
export async function prune() {
  const held = new Set((await store.all("photos")).map((row) => row.act));
  const old = (row) => isOver(row) && !held.has(row.key) && row.heard < Date.now() - KEPT;
  for (const row of (await store.all("acts")).filter(old)) await store.drop(row.key);
}

// Unsent work of somebody else on this phone: how much there is, and nothing more.
export async function ofOthers(person) {
  return (await store.all("acts")).filter((row) => row.person !== person && isUnsent(row)).length;
}

async function sendCopies(person, shown) {
  const acts = new Set((await actsOf(person)).filter(isUnsent).map((row) => row.key));
  const rows = (await store.all("photos")).filter((row) => acts.has(row.act) && row.state === "unsent");
  for (const row of rows) {
    shown(`正在上传照片，还有${rows.length - rows.indexOf(row)}张`);
    await photos.sendCopy(row);
  }
}

function toldOf(row, mine) {
  const said = { ...row.said };
  const named = (part) => mine.filter((one) => one.part === part).map(({ sha256, original }) => ({ sha256, original }));
  if (isFinding(row)) said.photos = named("photo");
  const drawn = named("signature");
  if (row.kind === "close" && (said.signed || drawn.length)) said.signatures = drawn;
  return { key: row.key, kind: row.kind, target: row.target, at: row.at, said };
}

// What is sent now: whoever was faster, and wrote on it or dropped it, sends it later or not at all.
async function asItIs(row) {
  const now = await store.get("acts", row.key);
  if (!now || !isOpen(now)) return null;
  return { row: now, told: toldOf(now, (await store.all("photos")).filter((one) => one.act === row.key)) };
}

// The answer stands for what was sent. What was changed meanwhile keeps its own state and its photos, and is told again;
// what was dropped meanwhile is here again, for it stands on the record now and can be struck.
function answered({ row, told }, answer, now, mine) {
  const { outcome, sentence, code, visit, finding } = answer;
  const over = ENDED.includes(outcome);
  const result = { state: outcome, sentence, code, visit, finding, early: false, heard: Date.now() };
  if (!now) return over ? { row: { ...row, ...result, sentence: row.asked ? ANSWERED : THERE } } : {};
  if (!isOpen(now) || JSON.stringify(toldOf(now, mine)) !== JSON.stringify(told)) {
    const kept = over || outcome === "differs";
    return kept ? { row: { ...now, visit, finding, early: true, sentence: now.state === "draft" ? EARLY : FOLLOWS } } : {};
  }
  // The copy has been delivered; what the camera took stays until it is too.
  return { row: { ...now, ...result }, gone: over ? mine.filter((photo) => !photo.full) : [] };
}

async function noted(sent, answer) {
  if (ENDED.includes(answer.outcome) || answer.outcome === "differs") heard.add(answer.key);
  await store.settle(answer.key, (now, mine) => answered(sent, answer, now, mine));
  if (answer.code === "visit_void") await setAside(sent.row);
}

// The visit is void: what was told of it is on record there, and the place is one where nobody has been yet.
async function setAside({ person, target }) {
  for (const row of (await actsOf(person)).filter((one) => one.target === target)) {
    await store.change("acts", row.key, (one) => {
      one.aside = isOver(one);
      if (one.about) one.about = { ...one.about, arrived: false, answers: [] };
    });
  }
}

async function tellThese(person, open) {
  let over = 0;
  for (let from = 0; from < open.length; from += MANY) {
    const found = await Promise.all(open.slice(from, from + MANY).map(asItIs));
    const sent = new Map(found.filter(Boolean).map((one) => [one.told.key, one]));
    if (!sent.size) continue;
    for (const answer of await net.tell(person, Array.from(sent.values(), (one) => one.told))) {
      if (!sent.has(answer.key)) continue;
      await noted(sent.get(answer.key), answer);
      if (ENDED.includes(answer.outcome)) over += 1;
    }
  }
  return over;
}

// What is said of one item is told one after the other, for the last one counts.
function inTurn(rows, ready) {
  const held = new Set();
  return rows.filter((row) => {
    if (row.kind === "close") return false;
    const item = row.kind === "check" ? `${row.target} ${row.said.item}` : "";
    const free = !item || !held.has(item);
    if (item && isOpen(row)) held.add(item);
    return free && ready(row);
  });
}

// The signature comes last: what the sides have seen on the screen has to be there before it.
async function tellAll(person) {
  const untold = new Set((await store.all("photos")).filter((row) => ["unsent", "refused"].includes(row.state)).map((row) => row.act));
  const ready = (row) => isOpen(row) && !untold.has(row.key);
  let more = true;
  while (more) {
    const over = await tellThese(person, inTurn(await actsOf(person), ready));
    more = over > 0 && (await actsOf(person)).some((row) => row.kind === "check" && ready(row));
  }
  const rows = await actsOf(person);
  const seen = ["find", "check", "again"];
  const before = new Set(rows.filter((row) => seen.includes(row.kind) && isOpen(row)).map((row) => row.target));
  await tellThese(person, rows.filter((row) => ready(row) && row.kind === "close" && !before.has(row.target)));
}

// Originals follow, on Wi-Fi or when the person says so.
export async function sendOriginals(person, shown) {
  const acts = new Map((await actsOf(person)).filter(isOver).map((row) => [row.key, row]));
  const rows = (await store.all("photos")).filter((row) => row.full && acts.has(row.act));
  for (const row of rows) {
    shown(`正在上传原图，还有${rows.length - rows.indexOf(row)}张`);
    if (!await photos.sendOriginal(row)) continue;
    const act = { ...begin(person, row.target, "original", { finding: row.act, original: row.original }), at: await now() };
    if (row.telling) Object.assign(act, { key: row.telling, at: row.toldAt || act.at });
    await store.change("photos", row.id, (one) => { Object.assign(one, { telling: act.key, toldAt: act.at, upload: 0 }); });
    const [answer] = await net.tell(person, [toldOf(act, [])]);
    if (ENDED.includes(answer.outcome)) await store.remove("photos", row.id);
    else await store.change("photos", row.id, (one) => { one.sentence = answer.sentence; });
  }
}

export async function originalsLeft(person) {
  const over = new Set((await actsOf(person)).filter(isOver).map((row) => row.key));
  return (await store.all("photos")).filter((row) => row.full && over.has(row.act)).length;
}

let running = null;

// One at a time, whoever asks; across windows too, where the browser has locks.
export function sync(person, shown, originals = false) {
  if (running && originals) return running.catch(() => {}).then(() => sync(person, shown, true));
  running = running || exclusively(() => everything(person, shown, originals)).finally(() => { running = null; });
  return running;
}

const exclusively = (what) => (navigator.locks ? navigator.locks.request("zhiben-outbox", what) : what());

async function everything(person, shown, originals) {
  const session = await net.session();
  await store.put("meta", { name: "clock", apart: Date.parse(session.now) - Date.now() });
  if (session.person !== person) return { person: session.person };
  await tellAll(person);
  await sendCopies(person, shown);
  await tellAll(person);
  if (originals || photos.unmetered()) await sendOriginals(person, shown);
  await store.put("packs", await net.pack());
  return { person };
}
