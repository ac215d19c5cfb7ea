// The gateway's REST interface, with the token that was entered on this page.
const KEY = "solera-token";

export class Refusal extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

export const token = () => { try { return sessionStorage.getItem(KEY) ?? ""; } catch { return kept; } };
let kept = "";
export function keepToken(value) {
  kept = value;
  try { sessionStorage.setItem(KEY, value); } catch { /* kept for as long as the page is open */ }
}

const refused = [];
/** Called where the gateway wants a token, or another one than it was brought. */
export const onRefused = (listener) => refused.push(listener);

const headers = (more = {}) => (token() ? { ...more, Authorization: "Bearer " + token() } : more);

async function read(answer) {
  const text = await answer.text();
  let body = {};
  try { body = JSON.parse(text); } catch { /* said by the status alone */ }
  if (answer.status === 401) refused.forEach((listener) => listener());
  if (!answer.ok) throw new Refusal(answer.status, body.detail ?? body.error ?? body.title ?? `${answer.status} ${answer.statusText}`);
  return body;
}

export const get = async (path) => read(await fetch(path, { headers: headers({ Accept: "application/json" }), cache: "no-store" }));
export const post = async (path, body, more) => read(await fetch(path, { method: "POST", headers: headers(more), body }));

/** Whether the gateway has anything at a path. */
export const answers = async (path) => (await fetch(path, { method: "OPTIONS", headers: headers() }).catch(() => ({ ok: false }))).ok;
