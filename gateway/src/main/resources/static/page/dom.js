// Small helpers for elements: text and attributes are written only where they change.
export const $ = (id) => document.getElementById(id);
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  set(node, attributes);
  node.append(...children);
  return node;
}
const SVG = "http://www.w3.org/2000/svg";
export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  set(node, attributes);
  node.append(...children);
  return node;
}
export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const held = typeof value === "boolean" && !name.startsWith("aria-") ? (value ? "" : null) : value;
    if (held === null || held === undefined) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(held)) node.setAttribute(name, held);
  }
}
export function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
}
export function show(node, shown) {
  if (node.hidden === shown) node.hidden = !shown;
}
