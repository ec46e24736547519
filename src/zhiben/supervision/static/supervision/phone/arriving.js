// Being there: where the phone is, how far that is from the place, and why somebody is there all the same.
import { button, el, field, typed } from "./elements.js";
import * as outbox from "./outbox.js";
import * as store from "./store.js";

const WAIT = 15000;
const EARTH = 6371008.8;
const NO_SIGNAL = ["地下室无信号", "室内定位不到", "手机不能定位"];
const FAR = ["场所有几个厂区", "登记的坐标不准", "场所面积大，入口远"];

// Along the ground, as the server measures it.
export function metres(one, other) {
  const turn = (degrees) => degrees * Math.PI / 180;
  const up = turn(other.latitude - one.latitude);
  const across = turn(other.longitude - one.longitude);
  const half = Math.sin(up / 2) ** 2 + Math.cos(turn(one.latitude)) * Math.cos(turn(other.latitude)) * Math.sin(across / 2) ** 2;
  return Math.round(2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half))));
}

export const inWords = (distance) => (distance < 1000 ? `${distance}米` : `${(distance / 1000).toFixed(1)}公里`);

// How far too far a position is, null where it is near enough or nobody knows where the place is.
export function tooFar(app, target, said) {
  const { point } = target.site;
  if (!point || !app.pack.near || said.latitude === undefined) return null;
  const blur = Math.min(said.accuracy || 0, app.pack.blur ?? Infinity);
  const [distance, allowed] = [metres(point, said), app.pack.near + blur];
  return distance > allowed ? { distance, allowed } : null;
}

// What the server has measured and not taken is a draft again, under a new name: what hangs on it goes on waiting.
export async function reopened(app, act) {
  const { said, at, sequence, sentence, about } = act;
  const made = { ...outbox.begin(app.person, act.target, "arrive", { ...said, despite: "" }), at, sequence, sentence, about };
  await store.put("acts", made);
  await store.drop(act.key);
}

export const isFar = (act) => act.kind === "arrive" && act.state === "refused" && act.code === "far_from_site";

async function arrive(app, target, said, draft) {
  const act = { ...outbox.begin(app.person, target.id, "arrive", said), about: target };
  if (draft) act.sequence = draft.sequence;
  if (tooFar(app, target, said)) act.at = await outbox.now();
  await store.put("acts", act);
  if (draft) await store.drop(draft.key);
  if (!act.at) await outbox.release(act, said);
  await app.refresh();
  await app.draw();
  if (!act.at) app.sync(false);
}

function locate(done, failed) {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => done({
      latitude: Number(coords.latitude.toFixed(6)), longitude: Number(coords.longitude.toFixed(6)),
      accuracy: Math.round(coords.accuracy),
    }),
    failed,
    { enableHighAccuracy: true, timeout: WAIT, maximumAge: 0 },
  );
}

export function form(app, target, draft) {
  return draft ? farForm(app, target, draft) : nearForm(app, target);
}

function nearForm(app, target) {
  const told = el("p", { className: "quiet", role: "status" }, "到了现场再按。");
  const reason = el("input", { name: "without", maxLength: 120, placeholder: "手机给不出定位时填写" });
  const press = () => {
    if (reason.value.trim()) { arrive(app, target, { without: reason.value.trim() }); return; }
    if (!navigator.geolocation) { told.textContent = "手机不能定位，请写明原因。"; reason.focus(); return; }
    told.textContent = "正在定位…";
    locate(
      (said) => arrive(app, target, said),
      () => { told.textContent = "没有定位，请写明原因，再按一次“我已到场”。"; reason.focus(); },
    );
  };
  return el(
    "section",
    { className: "card" },
    told,
    button("我已到场", press, "main"),
    field("没有定位的原因", reason),
    el("div", { className: "chips" }, NO_SIGNAL.map((one) => button(one, () => { reason.value = one; }, "chip"))),
  );
}

const ASKED = "到了现场再登记；确实在现场的，写明理由，由安委办认可以后才算覆盖";

function farForm(app, target, draft) {
  const said = { ...draft.said };
  const far = tooFar(app, target, said);
  const words = far ? `手机定位离场所${inWords(far.distance)}，超过${inWords(far.allowed)}。${ASKED}` : draft.sentence;
  const told = el("p", { className: "bad", role: "status" });
  const keep = (value) => {
    said.despite = value;
    told.textContent = "";
    store.put("acts", { ...draft, said: { ...said } });
  };
  const reason = typed(el("textarea", { name: "despite", rows: 2, maxLength: 500, value: said.despite || "" }), keep);
  const choose = (one) => { reason.value = one; keep(one); };
  const register = async () => {
    if (!reason.value.trim()) { told.textContent = "请写明理由。"; reason.focus(); return; }
    await outbox.release(draft, { ...said, despite: reason.value.trim() });
    await app.refresh();
    await app.draw();
    app.sync(false);
  };
  const anew = () => {
    told.textContent = "正在定位…";
    locate((found) => arrive(app, target, { ...found, despite: reason.value }, draft), () => { told.textContent = "没有取得新的定位。"; });
  };
  return el(
    "section",
    { className: "card far" },
    el("p", { className: "bad" }, `${words}。`),
    field("离场所远的理由", reason),
    el("div", { className: "chips" }, FAR.map((one) => button(one, () => choose(one), "chip"))),
    told,
    button("登记到场", register, "main"),
    navigator.geolocation ? button("重新定位", anew) : null,
  );
}
