// One place: what was there before, being there, what was found, the signature.
import { button, day, el, field, go, heading, moment, show } from "./elements.js";
import * as outbox from "./outbox.js";
import * as store from "./store.js";

const WAIT = 15000;
const REASONS = ["地下室无信号", "室内定位不到", "手机不能定位"];
const WHAT = { arrive: "到场登记", strike: "撤去", close: "签字" };
const STATES = {
  draft: "草稿", ready: "未上传", waiting: "等待上传", refused: "没有收下", differs: "两个版本，请在网页上选定",
  done: "已上传", already: "已上传",
};

export function page(app, target) {
  const mine = app.acts.filter((act) => act.target === target.id);
  const arrival = mine.find((act) => act.kind === "arrive" && act.state !== "refused");
  const there = arrival || target.arrived;
  const closing = mine.find((act) => act.kind === "close" && act.state !== "differs");
  heading(target.site.name, () => go("#/"));
  show(
    about(target),
    mine.filter((act) => act.kind !== "find" && held(act)).map((act) => refused(app, act, WHAT[act.kind])),
    there ? arrived(arrival) : arriving(app, target),
    there ? found(app, target, mine) : null,
    there ? signing(app, target, closing) : null,
    before(target),
  );
}

function about(target) {
  const { site } = target;
  return el(
    "section",
    { className: "card" },
    el("p", {}, `${site.address || "没有登记地址"}，${site.street}`),
    el("p", { className: "quiet" }, `${target.round} · ${target.kind} · ${target.mode}`),
    el("p", { className: "quiet" }, `同组：${target.team.join("、")}`),
    target.purpose && el("p", {}, target.purpose),
  );
}

function before(target) {
  const visits = target.visits.map((one) => el("li", {}, `${day(one.at)} ${one.title}`));
  const open = target.open.map((one) => el("li", {}, `${one.text}（${one.state}${one.due ? `，期限${day(one.due)}` : ""}）`));
  if (!visits.length && !open.length) return el("p", { className: "quiet card" }, "此前没有督导检查记录");
  return el(
    "section",
    { className: "card" },
    open.length ? [el("h2", {}, "此前没有销号的问题"), el("ul", {}, open)] : null,
    visits.length ? [el("h2", {}, "此前的检查"), el("ul", {}, visits)] : null,
  );
}

// What the server has not taken, or holds in two versions: the person deals with it, and then it goes from here.
export function refused(app, act, what) {
  const kept = act.state === "differs";
  return el(
    "section",
    { className: "card bad" },
    el("p", {}, kept ? `${what}：${act.sentence}` : `${what}没有收下：${act.sentence}`),
    act.visit ? el("p", {}, el("a", { href: `/supervision/visits/${act.visit}/` }, "在网页上看")) : null,
    button("知道了，从手机上删去", async () => {
      if (!kept && !window.confirm("删去以后找不回来，确定吗？")) return;
      await store.drop(act.key);
      await app.refresh();
      go(`#/place/${act.target}`);
      app.draw();
    }),
  );
}

const held = (act) => ["refused", "differs"].includes(act.state);

const arrived = (arrival) => el(
  "p",
  { className: "card good" },
  arrival ? `已到场 ${moment(arrival.at)} · ${STATES[arrival.state]}${arrival.sentence ? `：${arrival.sentence}` : ""}` : "已到场",
);

function arriving(app, target) {
  const told = el("p", { className: "quiet", role: "status" }, "到了现场再按。");
  const reason = el("input", { name: "without", maxLength: 120, placeholder: "手机给不出定位时填写" });
  const save = async (said) => {
    const act = { ...outbox.begin(app.person, target.id, "arrive", said), about: target };
    await store.put("acts", act);
    await outbox.release(act, said);
    await app.refresh();
    app.sync(false);
  };
  const press = () => {
    if (reason.value.trim() || !navigator.geolocation) {
      if (reason.value.trim()) save({ without: reason.value.trim() });
      else { told.textContent = "手机不能定位，请写明原因。"; reason.focus(); }
      return;
    }
    told.textContent = "正在定位…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => save({
        latitude: Number(coords.latitude.toFixed(6)), longitude: Number(coords.longitude.toFixed(6)),
        accuracy: Math.round(coords.accuracy),
      }),
      () => { told.textContent = "没有定位，请写明原因，再按一次“我已到场”。"; reason.focus(); },
      { enableHighAccuracy: true, timeout: WAIT, maximumAge: 0 },
    );
  };
  return el(
    "section",
    { className: "card" },
    told,
    button("我已到场", press, "main"),
    field("没有定位的原因", reason),
    el("div", { className: "chips" }, REASONS.map((one) => button(one, () => { reason.value = one; }, "chip"))),
  );
}

function found(app, target, mine) {
  const rows = mine.filter((act) => act.kind === "find").map((act) => finding(app, act, mine));
  return el(
    "section",
    { className: "card" },
    el("h2", {}, `发现的问题（${rows.length}）`),
    rows,
    button("记录问题", async () => {
      const said = { text: "", becomes: target.becomes[0].key, clause: 0, basis: "" };
      const act = { ...outbox.begin(app.person, target.id, "find", said), about: target };
      await store.put("acts", act);
      go(`#/finding/${act.key}`);
    }, "main"),
  );
}

function finding(app, act, mine) {
  const struck = mine.find((one) => one.kind === "strike" && one.said.finding === act.key);
  const photos = app.photos.filter((one) => one.act === act.key);
  const bad = photos.filter((one) => one.state === "refused");
  const state = struck ? `撤去 · ${STATES[struck.state]}` : STATES[act.state];
  const sentence = bad.length ? bad[0].sentence : (struck || act).sentence;
  return el(
    "a",
    { className: `row link ${act.state}`, href: `#/finding/${act.key}` },
    el("span", {}, act.said.text || "（还没有写）"),
    el("span", { className: "quiet" }, [state, photos.length ? `${photos.length}张照片` : "", sentence].filter(Boolean).join(" · ")),
  );
}

function signing(app, target, closing) {
  const open = !closing || ["draft", "refused"].includes(closing.state);
  const begin = async () => {
    if (closing) { go(`#/closing/${closing.key}`); return; }
    const said = { conclusion: "", counterpart: "", refused: "", signed: true };
    const act = { ...outbox.begin(app.person, target.id, "close", said), about: target };
    await store.put("acts", act);
    go(`#/closing/${act.key}`);
  };
  return el(
    "section",
    { className: "card" },
    closing && closing.state !== "draft"
      ? el("p", {}, `签字 ${moment(closing.at)} · ${STATES[closing.state]}${closing.sentence ? `：${closing.sentence}` : ""}`)
      : null,
    open ? button(closing ? "继续签字" : "签字结束", begin) : null,
  );
}
