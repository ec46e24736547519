// What of the checklists is answered: by this phone's acts, and by what the server last told of the team's.
import * as outbox from "./outbox.js";

export const VERDICTS = [["meets", "符合"], ["not_applicable", "不涉及"], ["fails", "不符合"]];
export const SEEN = [["still", "仍存在"], ["mended", "已整改"], ["not_seen", "没看"]];
export const label = (choices, value) => choices.find(([one]) => one === value)?.[1] || "";

export function partsOf(app, target) {
  const lists = new Map((app.pack.checklists || []).map((one) => [one.name, one]));
  return (target.checklists || [])
    .filter((one) => lists.has(one.name))
    .map((one) => ({ ...lists.get(one.name), departments: one.departments }));
}

// The grounds of what is found by an item, as long as nobody says others.
export const groundsOf = (asked) => (asked.clause || "").slice(0, 200).trim();

const told = (act) => !["draft", "refused"].includes(act.state);
const ofItem = (app, target, item) => app.acts.filter(
  (act) => act.target === target.id && act.kind === "check" && act.said.item === item,
);

export const draftOf = (app, target, item) => ofItem(app, target, item).find((act) => act.state === "draft");

// How an item stands: `act` where this phone has said so, `by` whoever said it elsewhere.
export function answerTo(app, target, item) {
  const mine = ofItem(app, target, item).filter(told).at(-1);
  const known = (target.answers || []).find((one) => one.item === item);
  if (mine && !(outbox.isOver(mine) && known && known.verdict !== mine.said.verdict)) {
    return { verdict: mine.said.verdict, by: "", act: mine };
  }
  return known ? { verdict: known.verdict, by: known.by, act: null } : null;
}

// Whether something else was said of its item after this.
export function isOverturned(app, act) {
  const later = (one) => told(one) && one.sequence > act.sequence && one.said.verdict !== "fails";
  return act.kind === "check" && ofItem(app, { id: act.target }, act.said.item).some(later);
}

// Where a list is no longer on the phone, nothing is counted rather than too little.
export function counted(app, target) {
  if (partsOf(app, target).length < (target.checklists || []).length) return [0, 0];
  const items = partsOf(app, target).flatMap((part) => part.items);
  return [items.filter((one) => answerTo(app, target, one.id)).length, items.length];
}

// Signed on a colleague's phone or on this one, and not refused: nothing more is written on it.
export const isSigned = (app, target) => Boolean(target.signed) || app.acts.some((act) => (
  act.target === target.id && act.kind === "close" && !["draft", "refused", "differs"].includes(act.state)
));

// What was seen of something that was found before.
export function seenOf(app, target, one) {
  const mine = app.acts.filter((act) => (
    act.target === target.id && act.kind === "again" && told(act)
    && act.said.finding === one.finding && act.said.hazard === one.hazard
  )).at(-1);
  return mine ? mine.said.verdict : one.seen || "";
}

export const openOf = (target) => (target.open || []).filter((one) => one.finding || one.hazard);
