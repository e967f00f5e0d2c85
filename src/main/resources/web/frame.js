// What every page has: theme, keyboard, rows, and the state of the data.

const reading = document.getElementById("reading");
const words = document.getElementById("reading-words");
const more = document.getElementById("reading-more"); // what a phone has no room for

// Theme: that of the system, until somebody chooses.
const themes = { auto: "light", light: "dark", dark: "auto" };
const themeButton = document.getElementById("theme");
const theme = () => document.documentElement.dataset.theme ?? "auto";
const [themeSign, themeWords] = themeButton.children;
const showTheme = () => {
  themeSign.textContent = { auto: "◐", light: "○", dark: "●" }[theme()];
  themeWords.textContent = `Theme: ${theme() === "auto" ? "system" : theme()}`;
  themeButton.title = themeWords.textContent;
};
themeButton.addEventListener("click", () => {
  const next = themes[theme()];
  if (next === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  showTheme();
  try {
    if (next === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", next);
  } catch {
    // where nothing may be stored it holds for this page
  }
});
themeButton.hidden = false;
showTheme();

// Pictures lead where their parts lead; the table behind each has the same links.
document.addEventListener("click", (event) => {
  const part = event.target.closest?.("[data-href]");
  if (part) location.href = part.dataset.href;
});

// Keyboard.
const search = document.getElementById("q");
const dialog = document.getElementById("keyboard");
const keysButton = document.getElementById("keys");
keysButton.hidden = false;
keysButton.addEventListener("click", () => dialog.showModal());

const rows = () => [...document.querySelectorAll(".rows tbody tr")].filter((row) => row.offsetParent);
function move(by) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.findIndex((row) => row.classList.contains("here"));
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by));
  all[at]?.classList.remove("here");
  all[next].classList.add("here");
  all[next].querySelector(".c-title a").focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}
const places = { o: "/", e: "/explore", s: "/status" };
let going = 0;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  if (event.target.closest("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const went = Date.now() - going < 1500 ? places[event.key] : undefined;
  going = 0;
  if (went) location.href = went;
  else if (event.key === "/") {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "g") going = Date.now();
  else if (event.key === "?") dialog.showModal();
});
document.addEventListener("focusin", (event) => {
  document.querySelector(".rows tr.here")?.classList.remove("here");
  event.target.closest(".rows tbody tr")?.classList.add("here");
});

// The state of the data, asked for every few seconds while somebody looks.
const span = (ms) => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
};
function tell(state, text, rest = "") {
  if (words.textContent === text) return;
  reading.dataset.state = state;
  words.textContent = text;
  more.textContent = rest;
}
let heard = Date.now();
async function ask() {
  if (document.hidden) return;
  try {
    const health = await fetch("/health", { cache: "no-store" });
    heard = Date.now();
    const told = await health.json();
    if (told.restoring !== undefined) return tell("look", `restoring write ${told.restoring.toLocaleString("en-US")}`, "; reads go on");
    if (health.ok) return tell("live", "live");
    if (told.reads === undefined || told.reads === "primary") return tell("live", "live");
    if (told.reads === "nothing") return tell("off", `not answering; this page is as of ${span(Date.now() - loaded)} ago`);
    const probe = await fetch("/api/v1/exploits?limit=1&fields=id", { method: "HEAD", cache: "no-store" });
    const since = probe.headers.get("Kamiyo-Stale-Since");
    tell("look", `from the ${told.reads}, ${since ? span(Date.now() - Date.parse(since)) + " old" : "in step"}`);
  } catch {
    tell("off", `offline; last heard ${span(Date.now() - heard)} ago`);
  }
}
const loaded = Date.now();
setInterval(ask, 2000);
document.addEventListener("visibilitychange", ask);
