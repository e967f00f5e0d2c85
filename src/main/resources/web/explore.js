// Filters answer while one types; the address is the whole state, so that it can be shared and gone back to.

const form = document.getElementById("filters");
let running = new AbortController();
let timer = 0;
let typed = null; // the field that the last step of the history was typed into

// Several values of a filter become one parameter, empty ones none.
function address() {
  const parameters = new Map();
  for (const [name, value] of new FormData(form)) {
    if (value.trim() === "") continue;
    parameters.set(name, parameters.has(name) ? `${parameters.get(name)},${value}` : value);
  }
  const query = new URLSearchParams([...parameters]).toString().replaceAll("%2C", ",");
  return query ? `/explore?${query}` : "/explore";
}

// url: where it is answered
// field: the name of the field that somebody types into; null for all else
// isAsked: whether somebody waits for this very answer
async function show(url, field = null, isAsked = false) {
  running.abort();
  running = new AbortController();
  for (const each of form.elements) each.setCustomValidity(""); // the answer says what cannot be taken
  const found = document.getElementById("found");
  found.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => found.classList.add("waits"), 400);
  let answer;
  let text;
  try {
    answer = await fetch(url, { headers: { Accept: "text/html, application/problem+json" }, signal: running.signal });
    text = await answer.text();
  } catch (problem) {
    clearTimeout(slow);
    if (problem.name !== "AbortError") rest(found);
    return; // what is shown stays; the top bar says that nothing answers
  }
  clearTimeout(slow);
  rest(found);
  if ((answer.headers.get("Content-Type") ?? "").startsWith("application/problem+json")) return refused(JSON.parse(text), isAsked);
  if (answer.redirected) return location.assign(answer.url); // the words were a number or a hash
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const now = fresh.getElementById("found");
  if (!now) return remark(`The answer was ${answer.status}, and no page of exploits. This is what was found before.`);
  put(now);
  document.title = fresh.title;
  counts(fresh);
  if (url === shown) return;
  if (field !== null && field === typed) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  typed = field;
  shown = location.pathname + location.search;
}

function rest(found) {
  found.removeAttribute("aria-busy");
  found.classList.remove("waits");
}

// What was found, with the focus where it was: on the same link, or at the top of another page.
function put(now) {
  const links = (part) => [...part.querySelectorAll(".switch a")];
  const old = document.getElementById("found");
  const at = old.contains(document.activeElement) ? links(old).indexOf(document.activeElement) : null;
  old.replaceWith(now);
  if (at === null) return;
  const heading = now.querySelector("h1");
  heading.tabIndex = -1;
  (links(now)[at] ?? heading).focus({ preventScroll: true });
}

// A value that cannot be taken marks its field, and what was found before stays.
function refused(problem, isAsked) {
  const words = problem.detail ?? problem.title;
  remark(`${words.charAt(0).toUpperCase()}${words.slice(1)}.`);
  const input = form.elements[problem.parameter];
  if (!(input instanceof HTMLInputElement)) return;
  input.setCustomValidity(words);
  if (isAsked) input.reportValidity();
}

// Stands above what was found before until something else is found.
function remark(words) {
  const found = document.getElementById("found");
  const told = found.querySelector(".warned") ?? document.createElement("p");
  told.className = "warned";
  told.textContent = words;
  found.prepend(told);
}

// The numbers behind the choices; the fields themselves stay, and with them what somebody is typing.
function counts(fresh) {
  const other = fresh.getElementById("filters");
  for (const set of other.querySelectorAll("fieldset")) {
    const mine = form.querySelector(`fieldset[data-of="${set.dataset.of}"]`);
    if (!mine.contains(document.activeElement)) mine.replaceWith(set);
    else {
      const numbers = new Map([...set.querySelectorAll("label")].map((label) =>
        [label.querySelector("input").value, label.querySelector(".num").textContent]));
      for (const label of mine.querySelectorAll("label")) {
        label.querySelector(".num").textContent = numbers.get(label.querySelector("input").value) ?? "0";
      }
    }
  }
  const go = form.querySelector(".go");
  const isFocused = go.contains(document.activeElement);
  go.replaceWith(other.querySelector(".go"));
  if (isFocused) form.querySelector(".go button").focus({ preventScroll: true });
}

form.addEventListener("input", ({ target }) => {
  const isChosen = target.type === "checkbox";
  clearTimeout(timer);
  timer = setTimeout(() => show(address(), isChosen ? null : target.name), isChosen ? 0 : 150);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  show(address(), document.activeElement.name || null, true);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#found .switch[aria-label='Order'] a, #found .pages a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const to = new URL(link.href);
  for (const name of ["sort", "order"]) form.elements[name].value = to.searchParams.get(name) ?? "";
  show(to.pathname + to.search).then(() => scrollTo(0, 0));
});
let shown = location.pathname + location.search;
addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) location.reload(); // a jump within the page is none of these
});

// Where there is little room the filters are folded.
const narrow = matchMedia("(max-width: 1080px)");
const fold = () => {
  form.querySelector(".sheet").open = !narrow.matches;
};
narrow.addEventListener("change", fold);
fold();
form.classList.add("live");
