// Runs before the first paint, so that the page never shows in the wrong theme.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // where nothing may be stored the system's theme it is
}
