// Where the person is sent.
import { button, el, heading, show } from "./elements.js";
import * as checking from "./checking.js";
import * as outbox from "./outbox.js";

const count = (words, number) => (number ? el("span", { className: "tag" }, `${words}${number}`) : null);

export function list(app) {
  heading("我要去的", null);
  const last = (target) => Number(checking.isSigned(app, target));
  const rows = [...app.targets].sort((one, other) => last(one) - last(other)).map((target) => {
    const signed = checking.isSigned(app, target);
    const mine = app.acts.filter((act) => act.target === target.id);
    const [answered, all] = checking.counted(app, target);
    const there = mine.some((act) => act.kind === "arrive" && !["draft", "refused"].includes(act.state)) || target.arrived;
    return el(
      "a",
      { className: signed ? "card link signed" : "card link", href: `#/place/${target.id}` },
      el("strong", {}, target.site.name),
      el("span", { className: "quiet" }, `${target.site.street} · ${target.round} · ${target.mode}`),
      el(
        "span",
        {},
        signed ? el("span", { className: "tag" }, "已签字") : null,
        there && !signed ? el("span", { className: "tag good" }, "已到场") : null,
        there && all ? el("span", { className: "tag" }, `逐项检查 ${answered}/${all}`) : null,
        count("草稿", mine.filter((act) => act.state === "draft").length),
        count("未上传", mine.filter(outbox.isUnsent).length),
      ),
    );
  });
  show(
    rows.length ? rows : el("p", { className: "quiet card" }, app.person ? "现在没有要去的地方" : "请先联网登录一次，把要去的地方带到手机上"),
    app.originals
      ? el("div", { className: "card" }, el("p", {}, `${app.originals}张照片的原图还在手机上。`), button("上传原图", () => app.sync(true)))
      : null,
    app.person ? el("p", { className: "quiet small" }, "到场以前不要告诉被检查的单位和当地。手机上的内容没有加密，请给手机设锁屏密码。") : null,
    el("p", {}, button("更新名单", () => app.sync(false))),
  );
}
