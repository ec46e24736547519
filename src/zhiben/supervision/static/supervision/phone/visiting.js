// One place: what was there before, being there, what was found, the signature.
import * as arriving from "./arriving.js";
import * as checking from "./checking.js";
import { button, day, el, go, heading, moment, show } from "./elements.js";
import * as outbox from "./outbox.js";
import * as store from "./store.js";

const WHAT = { arrive: "到场登记", check: "逐项检查", again: "此前的问题", strike: "撤去", close: "签字" };
const STATES = {
  draft: "草稿", ready: "未上传", waiting: "等待上传", refused: "没有收下", differs: "两个版本，请在网页上选定",
  done: "已上传", already: "已上传",
};

export async function page(app, target) {
  const ours = () => app.acts.filter((act) => act.target === target.id);
  const far = ours().find(arriving.isFar);
  if (far) {
    await arriving.reopened(app, far);
    await app.refresh();
  }
  const mine = ours();
  const arrival = mine.find((act) => act.kind === "arrive" && !["refused", "draft"].includes(act.state));
  const draft = mine.find((act) => act.kind === "arrive" && act.state === "draft");
  const known = arrival || target.arrived;
  // What was noted while the arrival was not taken stays in sight.
  const there = known || mine.some((act) => act.kind !== "arrive");
  const closing = mine.find((act) => act.kind === "close" && act.state !== "differs");
  const signed = checking.isSigned(app, target);
  heading(target.site.name, () => go("#/"));
  show(
    about(target),
    mine.filter((act) => !outbox.isFinding(act) && held(act)).map((act) => refused(app, act, named(act))),
    target.signed ? signedAt(target) : null,
    known ? arrived(app, target, arrival) : arriving.form(app, target, draft),
    there ? checklists(app, target, signed) : null,
    there ? found(app, target, mine, signed) : null,
    there ? signing(app, target, closing) : null,
    before(target),
  );
}

const signedAt = (target) => el(
  "p",
  { className: "card good" },
  `已签字 ${moment(target.signed)}，`,
  el("a", { href: `/supervision/visits/${target.visit}/` }, "在网页上看"),
);

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
  const open = target.open.map((one) => el("li", {}, `${one.text}（${one.told || one.state}）`));
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

const named = (act) => (act.asked ? `${WHAT[act.kind]}“${act.asked.text}”` : WHAT[act.kind]);

const held = (act) => ["refused", "differs"].includes(act.state);

function arrived(app, target, arrival) {
  if (!arrival) return el("p", { className: "card good" }, "已到场");
  const far = arrival.said.despite && arriving.tooFar(app, target, arrival.said);
  return el(
    "section",
    { className: "card good" },
    el("p", {}, `已到场 ${moment(arrival.at)} · ${STATES[arrival.state]}${arrival.sentence ? `：${arrival.sentence}` : ""}`),
    arrival.said.despite
      ? el("p", { className: "quiet" }, `${far ? `离场所${arriving.inWords(far.distance)}，` : ""}理由：${arrival.said.despite}。由安委办认可以后才算覆盖。`)
      : null,
  );
}

// Opened once somebody is there: item by item, and what was open before.
function checklists(app, target, signed) {
  const [answered, all] = checking.counted(app, target);
  const before = checking.openOf(target).length;
  if (!all && !before) return null;
  const drafts = app.acts.filter((act) => act.target === target.id && act.kind === "check" && act.state === "draft").length;
  const told = [
    all && answered < all ? signed ? `未检查${all - answered}项` : `还有${all - answered}项没有检查` : "",
    drafts ? `${drafts}项的问题还没有记下` : "",
    before ? `以前发现、还没有销号的${before}条` : "",
  ].filter(Boolean);
  return el(
    "section",
    { className: "card" },
    el("h2", {}, all ? `逐项检查 ${answered}/${all}` : "此前的问题"),
    told.length ? el("p", { className: "quiet" }, told.join("，")) : null,
    signed ? null : button(all ? "逐项检查" : "逐条看", () => { app.place = 0; go(`#/checks/${target.id}`); }, "main"),
  );
}

function found(app, target, mine, signed) {
  const rows = mine.filter(outbox.isFinding).map((act) => finding(app, act, mine));
  const [, items] = checking.counted(app, target);
  return el(
    "section",
    { className: "card" },
    el("h2", {}, `发现的问题（${rows.length}）`),
    rows,
    signed ? null : button(items ? "记录其他问题" : "记录问题", () => record(app, target), items ? "" : "main"),
    target.signed ? [el("p", { className: "quiet" }, LATE), button("补记问题", () => record(app, target, target.signed))] : null,
  );
}

const LATE = "签字以前发现、没有记下的可以补记：时间记为签字时间，标明签字后上传，不在签字的记录内。";

// After the signature only what was found before it is taken, as of that moment.
async function record(app, target, late = "") {
  const said = { text: "", becomes: target.becomes[0].key, clause: 0, basis: "" };
  const act = { ...outbox.begin(app.person, target.id, "find", said), about: target, ...(late ? { at: late, late: true } : {}) };
  await store.put("acts", act);
  go(`#/finding/${act.key}`);
}

function finding(app, act, mine) {
  const struck = mine.find((one) => one.kind === "strike" && one.said.finding === act.key);
  const photos = app.photos.filter((one) => one.act === act.key);
  const bad = photos.filter((one) => one.state === "refused");
  const state = checking.isOverturned(app, act) ? "已改答，不再算问题" : struck ? `撤去 · ${STATES[struck.state]}` : STATES[act.state];
  const sentence = bad.length ? bad[0].sentence : (struck || act).sentence;
  return el(
    "a",
    { className: `row link ${act.state}`, href: `#/finding/${act.key}` },
    el("span", {}, act.said.text || "（还没有写）"),
    el("span", { className: "quiet" }, [state, photos.length ? `${photos.length}张照片` : "", sentence].filter(Boolean).join(" · ")),
  );
}

function signing(app, target, closing) {
  const open = !checking.isSigned(app, target);
  if (target.signed && closing?.state === "draft") return leftOver(app, target, closing);
  if (target.signed && !closing) return null;
  const begin = async () => {
    if (closing) { go(`#/closing/${closing.key}`); return; }
    const said = { conclusion: "", counterpart: "", refused: "", witness: "", signed: true };
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

// A colleague has signed while this phone's signature was not finished: it is no use any more, and goes when told to.
const leftOver = (app, target, closing) => el(
  "section",
  { className: "card" },
  el("p", {}, "同组人员已签字结束，这台手机上没有完成的签字不再需要。"),
  button("删去没有完成的签字", async () => {
    await store.drop(closing.key);
    await app.refresh();
    await app.draw();
  }),
);
