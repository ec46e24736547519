// Files are sent ahead of their form, in pieces, and go on after a cut where they were broken off.
// Without this they come along with the form.
"use strict";
(() => {
  const HEADERS = { Accept: "application/json" };
  const PAUSES = [500, 1000, 2000, 5000];
  const ENDED = "登录已过期，没有传上去。已填的文字不会丢：请照常提交，重新登录后按“继续提交”，再补选这个文件";
  const UNREADABLE = "这个文件读不出来";
  const LEFT_OUT = "这个文件没有附上，请另选。";
  const busy = new Map();
  const waiting = new WeakSet();

  class Said extends Error {}

  const later = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

  async function ask(address, fields) {
    const sent = { headers: HEADERS };
    if (fields) {
      sent.method = "POST";
      sent.body = new FormData();
      Object.entries(fields).forEach(([name, value]) => sent.body.append(name, value));
    }
    const answer = await fetch(address, sent);
    if (answer.status >= 500) throw new Error("again");
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return told;
    const refused = new Said(told.detail || told.title || "文件没有传上去，请刷新页面后重试");
    refused.status = answer.status;
    throw refused;
  }

  // A cut connection is tried again for as long as the page is open; what is refused is said.
  async function patiently(what, show) {
    for (let tries = 0; ; tries += 1) {
      try {
        return await what();
      } catch (error) {
        if (error instanceof Said) throw error;
        show("网络中断，正在重试；已传的部分不会重传");
        await later(PAUSES[Math.min(tries, PAUSES.length - 1)]);
      }
    }
  }

  async function standing(file, key) {
    const known = sessionStorage.getItem(key);
    if (!known) return null;
    try {
      const found = await ask(`/files/uploads/${known}/`);
      return { upload: known, piece: 2 ** 20, ...found };
    } catch (error) {
      if (!(error instanceof Said) || error.status === 401) throw error;
      sessionStorage.removeItem(key);
      return null;
    }
  }

  async function digest(file) {
    if (!crypto.subtle) return "";
    const found = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function send(file, only, token, show) {
    const key = `upload:${only}:${file.name}:${file.size}:${file.lastModified}`;
    const about = { csrfmiddlewaretoken: token, only, name: file.name, size: file.size, type: file.type };
    let at = await patiently(() => standing(file, key), show);
    at = at || await patiently(() => ask("/files/uploads/", about), show);
    sessionStorage.setItem(key, at.upload);
    const address = `/files/uploads/${at.upload}/`;
    let offset = at.offset;
    while (offset < file.size) {
      show(`正在上传 ${Math.floor(offset * 100 / file.size)}%`);
      offset = await patiently(async () => {
        const piece = file.slice(offset, offset + at.piece);
        try {
          return (await ask(address, { csrfmiddlewaretoken: token, offset, piece })).offset;
        } catch (error) {
          if (!(error instanceof Said)) offset = (await ask(address)).offset;
          else if (error.status === 409) return (await ask(address)).offset;
          if (offset >= file.size) return offset;
          throw error;
        }
      }, show);
    }
    const told = { csrfmiddlewaretoken: token, only, sha256: await digest(file) };
    told.device_clock = new Date().toISOString();
    try {
      return await patiently(() => ask(`${address}finish/`, told), show);
    } catch (error) {
      sessionStorage.removeItem(key);
      throw error;
    }
  }

  function line(input) {
    const place = document.createElement("p");
    place.className = "form-hint mb-1";
    place.setAttribute("role", "status");
    input.after(place);
    return place;
  }

  function keep(input, stored) {
    const label = document.createElement("label");
    label.className = "form-check";
    const box = Object.assign(document.createElement("input"), {
      className: "form-check-input", type: "checkbox", name: input.dataset.kept, value: stored.file, checked: true,
    });
    const words = document.createElement("span");
    words.className = "form-check-label";
    words.textContent = ` ${stored.name}（已上传）`;
    label.append(box, words);
    input.after(label);
    input.required = false;
  }

  function without(input, file) {
    const rest = new DataTransfer();
    Array.from(input.files).filter((one) => one !== file).forEach((one) => rest.items.add(one));
    input.files = rest.files;
  }

  const leftOut = (within) => Array.from(within.querySelectorAll("[data-left-out]"));

  // What was refused stands beside its field until another file is chosen or the person does without.
  function refuse(place, words) {
    place.className = "invalid-feedback d-block";
    place.dataset.leftOut = "";
    place.textContent = `${words.replace(/[。，；]$/, "")}。`;
    const next = Object.assign(document.createElement("span"), { textContent: LEFT_OUT });
    const without = document.createElement("button");
    Object.assign(without, { type: "button", className: "btn btn-sm ms-2", textContent: "不附这个文件" });
    without.addEventListener("click", () => { place.remove(); });
    place.append(next, without);
  }

  // The first press says that a file would be missing; the second one sends without it.
  function warned(form, pressed) {
    const untold = leftOut(form).filter((place) => place.dataset.leftOut === "");
    untold.forEach((place) => {
      place.dataset.leftOut = "told";
      place.querySelector("span").textContent =
        `还没有提交：这个文件没有附上。请另选；再按一次“${pressed}”，就不附这个文件。`;
    });
    if (untold.length) untold[0].scrollIntoView({ block: "center" });
    return untold.length > 0;
  }

  async function sendAll(input) {
    const token = input.form.elements.csrfmiddlewaretoken.value;
    for (const file of Array.from(input.files)) {
      const place = line(input);
      const show = (words) => {
        place.textContent = words.includes(file.name) ? words : `${file.name}：${words}`;
      };
      try {
        keep(input, await send(file, input.dataset.only || "", token, show));
        place.remove();
        without(input, file);
      } catch (error) {
        // Who is logged out or kept away sends the file along with the form.
        if (error.status === 401 || error.status === 403) {
          place.className = "invalid-feedback d-block";
          show(error.status === 401 ? ENDED : error.message);
          continue;
        }
        without(input, file);
        show(error instanceof Said ? error.message : UNREADABLE);
        refuse(place, place.textContent);
      }
    }
  }

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-kept]") || !input.form) return;
    const form = input.form;
    leftOut(input.parentNode).forEach((place) => place.remove());
    const work = (busy.get(form) || Promise.resolve()).then(() => sendAll(input)).catch(() => {});
    busy.set(form, work);
    work.then(() => { if (busy.get(form) === work) busy.delete(form); });
  });

  // A form that is sent meanwhile waits for its files, and stays where one of them was refused.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const work = busy.get(form);
    if (!work && !warned(form, button?.textContent.trim() || "提交")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!work || waiting.has(form)) return;
    waiting.add(form);
    work.then(() => later(0)).then(() => {
      waiting.delete(form);
      form.requestSubmit(button);
    });
  }, true);
})();
