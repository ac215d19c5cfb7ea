// Before anything is shown: the colours of the address, else those chosen last, else the system's.
(() => {
  const asked = new URLSearchParams(location.search).get("theme");
  let chosen = null;
  try { chosen = localStorage.getItem("solera-theme"); } catch { /* a browser that keeps nothing has the system's colours */ }
  const known = (theme) => theme === "dark" || theme === "light";
  const system = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  document.documentElement.dataset.scheme = known(asked) ? asked : known(chosen) ? chosen : system;
})();
