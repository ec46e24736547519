// One finding: a usual phrase or clause is tapped, a photo taken, and it is recorded. Each letter is kept at once.
import * as checking from "./checking.js";
import { button, el, field, go, heading, show, typed } from "./elements.js";
import * as outbox from "./outbox.js";
import * as photos from "./photos.js";
import * as store from "./store.js";
import { refused } from "./visiting.js";

const FEW = 30;

export async function page(app, act) {
  const target = act.about;
  const said = { ...act.said };
  const back = act.asked ? `#/checks/${act.target}` : `#/place/${act.target}`;
  // What an act says that began before its grounds could be told: those of its item.
  if (act.asked && said.basis === undefined) said.basis = checking.groundsOf(act.asked);
  const untouched = () => !said.text.trim() || (
    act.asked && said.text === `不符合“${act.asked.text}”的要求` && said.basis === checking.groundsOf(act.asked)
  );
  const leave = async () => {
    const taken = (await store.all("photos")).some((one) => one.act === act.key);
    if (act.state === "draft" && (!act.at || act.late) && untouched() && !taken) await store.drop(act.key);
    go(back);
  };
  heading(act.asked ? "不符合" : "问题", leave);
  if (outbox.isOver(act) || act.state === "differs" || checking.isOverturned(app, act)) { show(over(app, act)); return; }

  // Begun before the signature and recorded after it: it counts as of then, for nothing later is taken.
  const { signed } = app.targets.find((one) => one.id === act.target) || {};
  if (signed && !act.at) Object.assign(act, { at: signed, late: true });
  // What may have been told already is told anew when it is recorded anew.
  const save = () => store.put("acts", outbox.rewritten(act, said));
  const text = typed(
    el("textarea", { name: "text", rows: 3, maxLength: 1000, value: said.text }),
    (value) => { said.text = value; save(); },
  );
  const basis = typed(
    el("input", { name: "basis", maxLength: 200, value: said.basis || "" }),
    (value) => { Object.assign(said, act.asked ? { basis: value } : { basis: value, clause: 0 }); save(); },
  );
  const nature = el("div", { className: "chips", role: "radiogroup", aria: { label: "性质" } });
  const natures = () => nature.replaceChildren(...target.becomes.map((one) => {
    const made = button(one.label, () => { said.becomes = one.key; save(); natures(); }, said.becomes === one.key ? "chip on" : "chip");
    made.setAttribute("role", "radio");
    made.setAttribute("aria-checked", String(said.becomes === one.key));
    return made;
  }));
  const take = (one) => {
    Object.assign(said, { text: one.text, clause: one.id || 0, basis: (one.citation || "").slice(0, 200) });
    if (target.becomes.some((possible) => possible.key === one.becomes)) said.becomes = one.becomes;
    Object.assign(text, { value: said.text });
    basis.value = said.basis;
    natures();
    save();
    text.scrollIntoView({ block: "center" });
  };
  natures();
  const record = async () => {
    if (!said.text.trim()) { text.focus(); return; }
    await save();
    await outbox.release(act, said);
    await app.refresh();
    go(back);
    app.sync(false);
  };
  show(
    act.state === "refused" ? refused(app, act, "这一条") : null,
    act.early ? el("p", { className: "card bad" }, `${act.sentence}。`) : null,
    act.asked ? asked(act.asked) : null,
    await pictures(app, act),
    act.asked ? null : phrases(app, take),
    field("问题", text),
    act.asked ? field("依据", basis, "这一项的依据；不是这一项的问题，请改写或删去") : null,
    el("div", { className: "field" }, el("span", {}, "性质"), nature),
    el("div", { className: "bar" }, button("记下", record, "main"), button("不要这一条", async () => {
      if (said.text.trim() && !window.confirm("删去这一条和照片？")) return;
      await store.drop(act.key);
      await app.refresh();
      go(back);
    })),
    act.asked ? null : [clauses(app, take), field("依据", basis, "条款或要求，可以不填")],
  );
}

const asked = (item) => el(
  "section",
  { className: "card" },
  el("p", {}, item.text),
  el("p", { className: "quiet" }, [item.title, item.clause].filter(Boolean).join(" · ")),
);

const phrases = (app, take) => el(
  "div",
  { className: "chips", data: { phrases: "" } },
  (app.pack.phrases || []).map((one) => button(one.text, () => take(one), "chip")),
);

function clauses(app, take) {
  const rows = app.pack.clauses || [];
  if (!rows.length) return null;
  const place = el("div", { className: "chips" });
  const find = (words) => {
    const near = rows.filter((one) => !words || one.text.includes(words) || one.citation.includes(words)).slice(0, FEW);
    place.replaceChildren(...near.map((one) => button(`${one.citation} ${one.text}`, () => take(one), "chip wide")));
  };
  const input = typed(el("input", { name: "clause", placeholder: "按几个字查找" }), find);
  return el("details", {}, el("summary", {}, `判定标准的条款（${rows.length}条）`), field("查找", input), place);
}

async function pictures(app, act) {
  const place = el("div", { className: "pictures" });
  const told = el("p", { className: "quiet", role: "status" });
  const input = el("input", { type: "file", accept: "image/*", multiple: true, name: "photos" });
  const draw = async () => {
    const rows = (await store.all("photos")).filter((one) => one.act === act.key);
    place.replaceChildren(...rows.map((one) => picture(one, draw)));
  };
  input.addEventListener("change", async () => {
    for (const file of Array.from(input.files)) {
      told.textContent = "正在存到手机…";
      told.textContent = await photos.keep(act, file).then(
        (kept) => (kept ? "照片已存到手机" : "这张照片已经有了"),
        (error) => (error.name === "QuotaExceededError" ? "手机存储满了，请先上传、清理后再拍" : "这张照片读不出来，请重拍"),
      );
    }
    input.value = "";
    await store.change("acts", act.key, (row) => { outbox.rewritten(row, row.said); });
    await draw();
  });
  await draw();
  return el("div", { className: "field" }, el("label", { className: "press photo" }, "拍照、选照片", input), told, place);
}

function picture(row, draw) {
  const shown = el("img", { src: URL.createObjectURL(row.copy), alt: `照片：${row.name}` });
  return el(
    "figure",
    {},
    shown,
    row.sentence ? el("figcaption", { className: "bad" }, row.sentence) : null,
    button("删去", async () => { await store.remove("photos", row.id); await draw(); }, "small"),
  );
}

function stands(app, act) {
  if (checking.isOverturned(app, act)) return "这一项已改答，不再算问题。";
  if (app.targets.some((one) => one.id === act.target && one.signed)) return "已上传，签字以后不再改动。";
  return act.asked ? "已上传。看错的，签字以前在逐项检查里改答。" : "已上传，签字以前可以撤去。";
}

function over(app, act) {
  const reason = el("input", { name: "reason", maxLength: 200 });
  const signed = app.targets.some((one) => one.id === act.target && one.signed);
  const struck = app.acts.find((one) => one.kind === "strike" && one.said.finding === act.key);
  const strike = async () => {
    if (!reason.value.trim()) { reason.focus(); return; }
    const said = { finding: act.key, reason: reason.value.trim() };
    const made = { ...outbox.begin(app.person, act.target, "strike", said), about: act.about };
    await store.put("acts", made);
    await outbox.release(made, said);
    await app.refresh();
    go(`#/place/${act.target}`);
    app.sync(false);
  };
  return el(
    "section",
    { className: "card" },
    el("p", {}, act.said.text),
    act.asked ? el("p", { className: "quiet" }, `${act.asked.text}${act.asked.clause ? `（${act.asked.clause}）` : ""}`) : null,
    act.state === "differs" ? refused(app, act, "这一条") : el("p", { className: "quiet" }, stands(app, act)),
    act.sentence && act.state !== "differs" ? el("p", { className: "bad" }, `${act.sentence}。`) : null,
    act.finding ? el("p", {}, el("a", { href: `/supervision/findings/${act.finding}/` }, "在网页上看")) : null,
    struck || act.asked || act.state === "differs" || signed ? null : [field("撤去的理由", reason), button("撤去", strike)],
  );
}
