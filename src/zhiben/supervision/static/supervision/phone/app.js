// The app for phones: whose it is now, what is shown, when it tells. What is shown comes from the phone's own store.
import * as checking from "./checking.js";
import * as checks from "./checks.js";
import * as closing from "./closing.js";
import { el, go, show } from "./elements.js";
import * as finding from "./finding.js";
import * as net from "./net.js";
import * as outbox from "./outbox.js";
import * as places from "./places.js";
import * as store from "./store.js";
import * as visiting from "./visiting.js";

// Back to where one was going.
const login = () => `/login/?next=${encodeURIComponent(`/supervision/phone/${window.location.hash}`)}`;
const SOON = 2500;
const PAUSES = [15000, 30000, 60000, 120000];
const app = { person: 0, pack: {}, acts: [], photos: [], targets: [], originals: 0, place: 0, refresh, draw, sync, soon };
let state = "";
let asked = false;
let tries = 0;
let timer = 0;

async function read() {
  app.person = (await store.get("meta", "person"))?.id || 0;
  app.pack = (app.person && await store.get("packs", app.person)) || {};
  app.acts = (await outbox.actsOf(app.person)).filter((act) => !act.aside);
  const keys = new Set(app.acts.map((act) => act.key));
  app.photos = (await store.all("photos")).filter((row) => keys.has(row.act));
  app.originals = await outbox.originalsLeft(app.person);
  const known = new Map((app.pack.targets || []).map((target) => [target.id, target]));
  // A place that is off the list stays as long as something about it is here and untold.
  app.acts.filter((act) => act.about && !outbox.isOver(act)).forEach((act) => {
    if (!known.has(act.target)) known.set(act.target, act.about);
  });
  app.targets = Array.from(known.values());
}

async function draw() {
  const [, what, which] = window.location.hash.split("/");
  const act = app.acts.find((one) => one.key === which);
  if (what === "place") {
    const target = app.targets.find((one) => one.id === Number(which)) || app.acts.find((one) => one.target === Number(which))?.about;
    if (target) { await visiting.page(app, target); return; }
  }
  const checked = what === "checks" && app.targets.find((one) => one.id === Number(which));
  if (checked && !checking.isSigned(app, checked)) { checks.page(app, checked); return; }
  if (checked) { go(`#/place/${checked.id}`); return; }
  if (what === "finding" && act) { await finding.page(app, act); return; }
  if (what === "closing" && act) { await closing.page(app, act); return; }
  // Before the server was asked, a place may be one that the phone does not know yet.
  if (what && (what !== "place" || asked)) { go("#/"); return; }
  places.list(app);
}

async function refresh() {
  await read();
  await banner();
}

async function banner() {
  const unsent = app.acts.filter(outbox.isUnsent);
  const bad = new Set(app.photos.filter((row) => row.state === "refused").map((row) => row.act));
  const refused = unsent.filter((act) => ["refused", "differs"].includes(act.state) || bad.has(act.key)).length;
  const drafts = app.acts.filter((act) => act.state === "draft").length;
  const early = app.acts.filter((act) => act.state === "draft" && act.early).length;
  const others = await outbox.ofOthers(app.person);
  const parts = [
    state === "offline" ? "没有信号，照常记录，有信号后自动上传。" : "",
    state && !["offline", "ended", "other"].includes(state) ? `${state}。` : "",
    unsent.length ? `未上传${unsent.length}条${refused ? `（其中${refused}条要您处理）` : ""}。` : "",
    drafts ? `草稿${drafts}条。` : "",
    early ? `其中${early}条在上传途中改过，先前的内容已收到，改后的请再记下。` : "",
    app.originals ? `原图${app.originals}张在手机上。` : "",
    !unsent.length && !drafts && !app.originals && app.person && !state ? "全部已上传。" : "",
    others ? `本机还有另一人未上传的内容${others}条，由本人登录后上传。` : "",
  ];
  const place = document.getElementById("net");
  place.className = `net ${state === "ended" ? "ended" : state === "offline" ? "offline" : ""}`;
  const press = el("a", { className: "press", href: login() }, "去登录");
  place.replaceChildren(...(state === "ended" ? ["登录已过期，内容都在手机上。", press] : []), parts.filter(Boolean).join(""));
  document.getElementById("who").textContent = app.pack.name || "";
}

// What somebody is writing is not drawn anew under their hands.
const editing = () => /^#\/(finding|closing|checks)\//.test(window.location.hash) || document.activeElement?.matches("input, textarea");

// Save where a colleague has signed meanwhile: there is nothing more to answer or to sign.
function overtaken() {
  const [, what, which] = window.location.hash.split("/");
  const place = what === "checks" ? Number(which) : what === "closing" && app.acts.find((one) => one.key === which)?.target;
  return app.targets.some((one) => one.id === place && one.signed);
}

// Back at the list of items one is where one was.
const placed = () => (window.location.hash.startsWith("#/checks/") ? app.place : 0);

async function told(words) {
  state = words;
  await banner();
}

// The person who is logged in now is whose app this is; what others have not sent stays theirs.
async function become(person) {
  const pack = await net.pack();
  await store.put("packs", pack);
  await store.put("meta", { name: "person", id: pack.person });
  if (person !== pack.person) throw new Error("again");
  if (app.person) go("#/");
}

async function sync(originals) {
  clearTimeout(timer);
  const began = Date.now();
  try {
    if (!navigator.onLine) throw new Error("offline");
    if (!app.person) await become((await net.session()).person);
    await read();
    await told("正在上传");
    const found = await outbox.sync(app.person, told, originals);
    if (found.person !== app.person) {
      await become(found.person);
      await read();
      await outbox.sync(app.person, told, originals);
    }
    state = "";
    tries = 0;
  } catch (error) {
    if (error instanceof net.Ended) state = "ended";
    else if (error instanceof net.Refusal) state = error.message;
    else state = "offline";
  }
  asked = asked || !state;
  await refresh();
  if (!editing() || overtaken()) await draw();
  const stuck = new Set(app.photos.filter((row) => row.state === "refused").map((row) => row.act));
  const open = app.acts.filter((act) => outbox.isOpen(act) && !stuck.has(act.key));
  // What was recorded while others were being told goes at once.
  if (!state && open.some((act) => act.released > began)) soon();
  else if (state || open.length) later();
}

// One tap follows another: told together a moment later.
function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => sync(false), SOON);
}

// Asked again after longer and longer pauses, so that many phones do not press a server that is in trouble.
function later() {
  timer = setTimeout(() => sync(false), PAUSES[Math.min(tries, PAUSES.length - 1)]);
  tries += 1;
}

// A new app that waits is taken when the app starts, before anything is typed.
async function keepShell() {
  if (!navigator.serviceWorker) return false;
  const kept = await navigator.serviceWorker.register("/supervision/phone/worker.js", {
    scope: "/supervision/phone/", updateViaCache: "none",
  }).catch(() => null);
  if (!kept || !kept.waiting) return false;
  navigator.serviceWorker.addEventListener("controllerchange", () => window.location.reload());
  kept.waiting.postMessage("take");
  return true;
}

const INSECURE = "手机离线版要从https的地址打开，请向系统管理员要地址，或用网页版。";

async function start() {
  // Without it a browser gives no store of the shell, no digests and no position.
  if (!window.isSecureContext) { show(el("p", { className: "card bad" }, INSECURE)); return; }
  if (await keepShell()) return;
  navigator.storage?.persist?.().catch(() => {});
  await outbox.prune();
  await refresh();
  await draw();
  window.addEventListener("hashchange", async () => { await refresh(); await draw(); window.scrollTo(0, placed()); });
  window.addEventListener("online", () => { tries = 0; sync(false); });
  window.addEventListener("offline", () => { told("offline"); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !editing()) sync(false); });
  await sync(false);
}

start().catch((error) => show(el("p", { className: "card bad" }, `手机存储打不开：${error.message}。请关闭无痕浏览，或用网页版。`)));
