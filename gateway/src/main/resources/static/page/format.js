// Numbers and times as people read them.
const whole = new Intl.NumberFormat("en");
export const count = (value) => whole.format(Math.round(value));
export const percent = (value, digits = 1) => (100 * value).toFixed(digits) + " %";
export const nats = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));
export function bytes(value) {
  const units = ["B", "kB", "MB", "GB"];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) { value /= 1000; unit++; }
  return (value >= 100 || unit === 0 ? value.toFixed(0) : value.toFixed(1)) + " " + units[unit];
}
export const rate = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
export function span(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
