// Making pieces of a page; texts are texts, never markup.
export function el(tag, given = {}, ...inside) {
  const { data = {}, aria = {}, ...rest } = given;
  const made = Object.assign(document.createElement(tag), rest);
  Object.entries(data).forEach(([name, value]) => { made.dataset[name] = value; });
  Object.entries(aria).forEach(([name, value]) => made.setAttribute(`aria-${name}`, value));
  made.append(...inside.flat().filter((one) => one !== null && one !== undefined && one !== ""));
  return made;
}

export const button = (words, press, look = "") => (
  el("button", { type: "button", className: `press ${look}`, onclick: press }, words)
);

export function field(label, input, hint = "") {
  return el("label", { className: "field" }, el("span", {}, label), input, hint && el("small", {}, hint));
}

export function show(...inside) {
  const main = document.getElementById("main");
  main.querySelectorAll("img").forEach((one) => URL.revokeObjectURL(one.src));
  main.replaceChildren(...inside.flat().filter(Boolean));
}

export function heading(words, back) {
  document.getElementById("heading").textContent = words;
  const button = document.getElementById("back");
  button.hidden = !back;
  button.onclick = back || null;
}

export const go = (where) => { window.location.hash = where; };

const TWO = (number) => String(number).padStart(2, "0");
export function moment(text) {
  const at = new Date(text);
  return `${at.getMonth() + 1}月${at.getDate()}日 ${TWO(at.getHours())}:${TWO(at.getMinutes())}`;
}
export function day(text) {
  const at = new Date(text);
  return `${at.getFullYear()}年${at.getMonth() + 1}月${at.getDate()}日`;
}

// Once for every key pressed is written at once; the last one wins.
export const typed = (input, save) => { input.addEventListener("input", () => { save(input.value); }); return input; };
