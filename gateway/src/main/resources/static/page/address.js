// What is looked at, in the address: it can be sent to somebody, and a reload comes back to it.
const asked = new URLSearchParams(location.search);
const view = { depth: asked.get("depth"), label: asked.get("label"), at: asked.get("at"), theme: asked.get("theme") };

export const looked = (name) => view[name];
export function look(name, value) {
  view[name] = value === null || value === undefined ? null : String(value);
  const query = new URLSearchParams();
  for (const [key, held] of Object.entries(view)) if (held !== null) query.set(key, held);
  const text = query.toString();
  history.replaceState(null, "", location.pathname + (text ? "?" + text : ""));
}
