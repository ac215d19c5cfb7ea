// Depth as the age of a wine: pale near the input, dark at the top; classes in hues that stay apart.
const RAMPS = {
  dark: ["#f7e3a8", "#f3bd55", "#e58e35", "#d1623a", "#bb4457", "#9b4a86"],
  light: ["#b98a12", "#b86a0c", "#b04a14", "#9a2f2a", "#7f2346", "#5c2560"],
};
const CLASSES = {
  dark: ["#f3bd55", "#6cc7d9", "#ef7f6b", "#a6d37b", "#c39af0", "#f5a3c7", "#7fa8ff", "#d9cf6a", "#62d0a7", "#e39a5b", "#b8b4ff", "#9fb6b0"],
  light: ["#b26a00", "#0b7285", "#c0392b", "#4c7a1d", "#7a3fc0", "#b8317a", "#2b5fd0", "#7d7000", "#0b7a58", "#94521c", "#5550b8", "#4d635d"],
};
export const SHAPES = ["circle", "square", "diamond", "triangle"];

export const scheme = () => document.documentElement.dataset.scheme;
export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

const parse = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
export function wine(depth, depths) {
  const ramp = RAMPS[scheme()];
  const at = depths > 1 ? (Math.max(0, depth - 1) / (depths - 1)) * (ramp.length - 1) : ramp.length / 2;
  const low = Math.min(ramp.length - 2, Math.floor(at));
  const [a, b] = [parse(ramp[low]), parse(ramp[low + 1])];
  return "rgb(" + a.map((value, i) => Math.round(value + (b[i] - value) * (at - low))).join(" ") + ")";
}
export function hue(number) {
  const colours = CLASSES[scheme()];
  return colours[number % colours.length];
}
export const shape = (number) => SHAPES[Math.floor(number / CLASSES.dark.length) % SHAPES.length];
