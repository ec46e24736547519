// The signature: those who visit sign on the screen in any case; the other side too, or how it refused and who saw it.
import { pad } from "./drawing.js";
import * as checking from "./checking.js";
import { button, el, field, go, heading, show, typed } from "./elements.js";
import * as outbox from "./outbox.js";
import * as photos from "./photos.js";
import * as store from "./store.js";

const SIDES = [["督导人员签字", "inspector"], ["被检查单位签字", "counterpart"]];

export async function page(app, act) {
  const said = { witness: "", ...act.said };
  heading("签字结束", () => go(`#/place/${act.target}`));
  const target = app.targets.find((one) => one.id === act.target) || act.about;
  if (outbox.isOver(act) || target.signed) { go(`#/place/${act.target}`); return; }
  const save = () => store.put("acts", outbox.rewritten(act, said));
  const told = el("p", { className: "bad", role: "status" });
  const conclusion = keeping("textarea", "conclusion", said, save, { rows: 3, maxLength: 2000 });
  const counterpart = keeping("input", "counterpart", said, save, { maxLength: 80 });
  const refusal = keeping("textarea", "refused", said, save, { rows: 2, maxLength: 500 });
  const witness = keeping("input", "witness", said, save, { maxLength: 80 });
  const pads = await Promise.all(SIDES.map(([label, side]) => signature(act, label, side)));
  const hint = el("small", {});
  const signed = el("div", {}, pads[1].shown);
  const unsigned = el(
    "div",
    {},
    field("拒绝签字的情况", refusal, "如：负责人看过记录，不愿签字"),
    field("见证人", witness, "写明姓名和职务"),
  );
  const chosen = el("div", { className: "chips", role: "radiogroup", aria: { label: "签字" } });
  const choose = (yes) => {
    said.signed = yes;
    signed.hidden = !yes;
    hint.textContent = yes ? "" : "拒绝签字的，可写明是谁拒绝";
    unsigned.hidden = yes;
    chosen.replaceChildren(...[["双方签字", true], ["拒绝签字", false]].map(([words, value]) => {
      const made = button(words, () => { choose(value); save(); }, value === yes ? "chip on" : "chip");
      made.setAttribute("role", "radio");
      made.setAttribute("aria-checked", String(value === yes));
      return made;
    }));
  };
  choose(said.signed);
  const [answered, all] = checking.counted(app, target);
  const left = all - answered;
  const end = async () => {
    for (const one of pads) await one.settled();
    told.textContent = await missing(app, act, said);
    if (told.textContent) return;
    if (left && !window.confirm(`还有${left}项没有检查，签字后记为“未检查”，不再补。现在签字吗？`)) return;
    const shown = app.acts.filter((one) => one.target === act.target && outbox.isFinding(one)).map((one) => one.key);
    const kept = said.signed ? { refused: "", witness: "" } : {};
    // What the other side drew before it refused is no signature.
    if (!said.signed) for (const one of await drawings(act, "counterpart")) await store.remove("photos", one.id);
    await outbox.release(act, { ...said, ...kept, shown });
    await app.refresh();
    go(`#/place/${act.target}`);
    app.sync(false);
  };
  show(
    left ? unchecked(act, left, all) : null,
    findings(app, act),
    field("检查情况", conclusion),
    chosen,
    field("陪同人员和职务", counterpart, hint),
    pads[0].shown,
    signed,
    unsigned,
    told,
    button("签字结束", end, "main"),
    el("p", { className: "quiet small" }, "签字以后，这台手机上的记录不再改动；另一人的到场登记上传以后，签字才会收下。"),
  );
}

function keeping(tag, name, said, save, given) {
  return typed(el(tag, { name, value: said[name], ...given }), (value) => { said[name] = value; save(); });
}

const unchecked = (act, left, all) => el(
  "section",
  { className: "card bad" },
  el("p", {}, `逐项检查还有${left}项没有检查（共${all}项），签字后记为“未检查”。`),
  button("去逐项检查", () => go(`#/checks/${act.target}`)),
);

const findings = (app, act) => {
  const rows = app.acts.filter((one) => (
    one.target === act.target && outbox.isFinding(one) && one.state !== "draft" && !checking.isOverturned(app, one)
  ));
  return el(
    "section",
    { className: "card" },
    el("h2", {}, `本机记录的问题（${rows.length}）`),
    rows.length ? el("ol", {}, rows.map((one) => el("li", {}, one.said.text))) : el("p", { className: "quiet" }, "没有记录问题"),
  );
};

const drawings = async (act, side) => (await store.all("photos")).filter((one) => one.act === act.key && one.side === side);

async function signature(act, label, side) {
  const mine = () => drawings(act, side);
  const clear = async () => { for (const one of await mine()) await store.remove("photos", one.id); };
  const drawn = pad(label, async (blob) => {
    await clear();
    const file = new File([blob], `${label}.png`, { type: "image/png" });
    await photos.keep(act, file, "signature", side);
  });
  const [before] = await mine();
  if (before) await drawn.load(before.copy);
  const anew = button("重签", async () => { drawn.blank(); await clear(); }, "small");
  return { shown: el("div", { className: "field" }, el("span", {}, label), drawn.canvas, anew), settled: drawn.settled };
}

async function missing(app, act, said) {
  if (!said.conclusion.trim()) return "请填写检查情况";
  const drafts = app.acts.filter((one) => one.target === act.target && one.state === "draft");
  if (drafts.some((one) => one.kind === "arrive")) return "到场登记还没有完成，请先写明离场所远的理由";
  if (drafts.some(outbox.isFinding)) return "还有没有记下的问题，请先记下或删去";
  if (!said.signed && !said.refused.trim()) return "请写明拒绝签字的情况";
  if (!said.signed && !said.witness.trim()) return "请写明见证人的姓名和职务";
  if (said.signed && !said.counterpart.trim()) return "请填写陪同人员和职务";
  const sides = new Set((await store.all("photos")).filter((one) => one.act === act.key).map((one) => one.side));
  const without = SIDES.find(([, side]) => !sides.has(side) && (said.signed || side === "inspector"));
  return without ? `还没有${without[0]}` : "";
}
