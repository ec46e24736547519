// Asking the server: who is logged in, the pack, what is told. Nothing here is kept.
const HEADERS = { Accept: "application/json" };

export class Ended extends Error {}
export class Refusal extends Error {
  constructor(words, status) {
    super(words);
    this.status = status;
  }
}

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || "";

export const offline = (error) => !(error instanceof Ended) && !(error instanceof Refusal);

export async function ask(address, fields) {
  const sent = { headers: HEADERS, cache: "no-store", credentials: "same-origin", redirect: "error" };
  if (fields) {
    sent.method = "POST";
    sent.body = new FormData();
    Object.entries(fields).forEach(([name, value]) => sent.body.append(name, value));
    sent.body.append("csrfmiddlewaretoken", token());
  }
  const answer = await fetch(address, sent);
  if (answer.status === 401) throw new Ended("登录已过期");
  if (answer.status >= 500) throw new Error("again");
  const told = await answer.json().catch(() => null);
  // Somebody else's page instead of an answer: a portal of a network that wants to be logged in to.
  if (told === null) throw new Error("again");
  if (!answer.ok) throw new Refusal(told.detail || told.title || "没有办理", answer.status);
  return told;
}

// Who is logged in now; the answer brings the cookie with the token, which changes with every login.
export const session = () => ask("/supervision/phone/session.json");

export const pack = () => ask("/supervision/phone/pack.json");

export async function tell(person, acts) {
  const told = await ask("/supervision/phone/sync", { sent: JSON.stringify({ person, acts }) });
  return told.answers;
}
