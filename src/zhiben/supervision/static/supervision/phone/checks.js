// Item by item: what was found before comes first, an item takes one tap, and what is not so becomes a finding.
import * as checking from "./checking.js";
import { button, el, go, heading, show } from "./elements.js";
import * as outbox from "./outbox.js";
import * as store from "./store.js";

export function page(app, target) {
  const say = async (kind, said, more = {}) => {
    const act = { ...outbox.begin(app.person, target.id, kind, said), about: target, ...more };
    await store.put("acts", act);
    await outbox.release(act, said);
    await app.refresh();
    titled(app, target);
    app.soon();
  };
  titled(app, target);
  show(
    before(app, target, say),
    checking.partsOf(app, target).map((part) => list(app, target, part, say)),
    el("p", { className: "quiet small" }, "签字以前可以改答；没有答的，签字后记为“未检查”。"),
    button("回到本次检查", () => go(`#/place/${target.id}`)),
  );
}

function titled(app, target) {
  const [answered, all] = checking.counted(app, target);
  heading(all ? `逐项检查 ${answered}/${all}` : "此前的问题", () => go(`#/place/${target.id}`));
}

// A row that is drawn anew by itself, so that nothing moves under the hand.
function row(inside) {
  const made = el("div", { className: "item" });
  const paint = () => made.replaceChildren(...inside(paint).flat().filter(Boolean));
  paint();
  return made;
}

const choices = (all, chosen, press) => el(
  "div",
  { className: "choices" },
  all.map(([value, words]) => {
    const made = button(words, () => press(value), `choice ${value}${value === chosen ? " on" : ""}`);
    made.setAttribute("aria-pressed", String(value === chosen));
    return made;
  }),
);

function before(app, target, say) {
  const open = checking.openOf(target);
  if (!open.length) return null;
  const rows = open.map((one) => row((paint) => [
    el("p", {}, one.text),
    el("p", { className: "quiet" }, one.told),
    choices(checking.SEEN, checking.seenOf(app, target, one), async (verdict) => {
      if (checking.seenOf(app, target, one) === verdict) return;
      await say("again", { finding: one.finding, hazard: one.hazard, verdict });
      paint();
    }),
  ]));
  return el(
    "section",
    { className: "card" },
    el("h2", {}, `以前发现、还没有销号的（${open.length}）`),
    rows,
    el("p", { className: "quiet small" }, "这里只记所见，不代替复查、销号。"),
  );
}

function list(app, target, part, say) {
  const paints = new Map();
  const rows = part.items.map((one, place) => {
    const begins = !place || one.section !== part.items[place - 1].section;
    const drawn = row((paint) => {
      paints.set(one.id, paint);
      return item(app, target, { one, part, number: place + 1, say, paint });
    });
    return begins ? [one.section && el("h3", {}, one.section), rest(app, target, { part, place, paints }), drawn] : [drawn];
  });
  return el(
    "section",
    { className: "card" },
    el("h2", {}, `${part.title}（第${part.edition}版）`),
    part.departments ? el("p", { className: "quiet" }, `检查：${part.departments}`) : null,
    rows.flat(),
  );
}

const askedOf = (part, one) => ({ text: one.text, clause: one.clause, title: part.title });

// What nobody has answered of a section, all at once; it gives way to whatever a colleague has said.
function rest(app, target, { part, place, paints }) {
  const end = part.items.findIndex((one, at) => at > place && one.section !== part.items[place].section);
  const items = part.items.slice(place, end < 0 ? undefined : end);
  const open = () => items.filter((one) => !checking.draftOf(app, target, one.id) && !checking.answerTo(app, target, one.id));
  const made = button("其余都符合", async () => {
    const left = open();
    if (left.length && !window.confirm(`这一部分还有${left.length}项没有答，都记为“符合”吗？已经答的不改。`)) return;
    for (const one of left) {
      const said = { item: one.id, verdict: "meets", rest: true };
      const act = { ...outbox.begin(app.person, target.id, "check", said), about: target, asked: askedOf(part, one) };
      await store.put("acts", act);
      await outbox.release(act, said);
    }
    await app.refresh();
    left.forEach((one) => paints.get(one.id)());
    titled(app, target);
    made.remove();
    app.soon();
  }, "small");
  return open().length ? made : null;
}

function item(app, target, { one, part, number, say, paint }) {
  const draft = checking.draftOf(app, target, one.id);
  const standing = checking.answerTo(app, target, one.id);
  const said = draft ? { verdict: "fails" } : standing;
  const told = el("p", { className: "quiet", role: "status" }, noted(draft, standing));
  const asked = askedOf(part, one);
  const press = async (verdict) => {
    if (verdict === "fails") { await fails(app, target, { one, asked, draft, standing }); return; }
    if (standing?.verdict === verdict && !draft) return;
    if (standing?.verdict === "fails" && !standing.act) {
      told.textContent = `${standing.by}答“不符合”，要改的请在网页上改。`;
      return;
    }
    if (!await leaves(draft, standing)) return;
    await say("check", { item: one.id, verdict }, { asked });
    paint();
  };
  return [
    el("p", {}, `${number}. ${one.text}`),
    one.clause ? el("p", { className: "quiet" }, one.clause) : null,
    choices(checking.VERDICTS, said?.verdict, press),
    told,
  ];
}

function noted(draft, standing) {
  if (draft) return "问题还没有记下，点“不符合”接着写";
  if (standing?.by) return `${standing.by}：${checking.label(checking.VERDICTS, standing.verdict)}`;
  return standing?.verdict === "fails" ? standing.act.said.text : "";
}

// What was written down for the item goes, if the person says so.
async function leaves(draft, standing) {
  if (draft) {
    if (!window.confirm("这一项的问题还没有记下，删去并改答？")) return false;
    await store.drop(draft.key);
  } else if (standing?.verdict === "fails" && !window.confirm("改答以后，这一项的问题随之撤去，确定吗？")) return false;
  return true;
}

async function fails(app, target, { one, asked, draft, standing }) {
  app.place = window.scrollY;
  if (draft) { go(`#/finding/${draft.key}`); return; }
  if (standing?.verdict === "fails" && standing.act) { go(`#/finding/${standing.act.key}`); return; }
  const usual = target.becomes.some((kind) => kind.key === one.becomes) ? one.becomes : "note";
  const text = `不符合“${one.text}”的要求`;
  const said = { item: one.id, verdict: "fails", text, becomes: usual, basis: checking.groundsOf(asked) };
  const act = { ...outbox.begin(app.person, target.id, "check", said), about: target, asked };
  await store.put("acts", act);
  go(`#/finding/${act.key}`);
}
