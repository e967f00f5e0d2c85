// Filters answer while one types; the address is the whole state, so that it can be shared and gone back to.

const form = document.getElementById("filters");
let running = new AbortController();
let timer = 0;

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

async function show(url, push) {
  running.abort();
  running = new AbortController();
  const found = document.getElementById("found");
  found.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => found.classList.add("waits"), 400);
  let answer;
  try {
    answer = await fetch(url, { headers: { Accept: "text/html, application/problem+json" }, signal: running.signal });
  } catch (problem) {
    clearTimeout(slow);
    if (problem.name !== "AbortError") rest(found);
    return; // what is shown stays; the top bar says that nothing answers
  }
  clearTimeout(slow);
  rest(found);
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("text/html")) return refused(await answer.json());
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("found").replaceWith(fresh.getElementById("found"));
  document.title = fresh.title;
  counts(fresh);
  if (push) history.pushState(null, "", url);
  shown = location.pathname + location.search;
}

function rest(found) {
  found.removeAttribute("aria-busy");
  found.classList.remove("waits");
}

// A value that cannot be taken is told beside its field, and what was found before stays.
function refused(problem) {
  const field = form.elements[problem.parameter];
  const input = field instanceof HTMLInputElement ? field : form.elements.q;
  input.setCustomValidity(problem.detail ?? problem.title);
  input.reportValidity();
}

// The numbers behind the choices; the fields themselves stay, and with them what somebody is typing.
function counts(fresh) {
  const other = fresh.getElementById("filters");
  for (const set of other.querySelectorAll("fieldset")) {
    const name = set.querySelector("input")?.name;
    const mine = name && form.querySelector(`fieldset:has(input[name="${name}"])`);
    if (mine && !mine.contains(document.activeElement)) mine.replaceWith(set);
    else if (mine) {
      for (const label of set.querySelectorAll("label")) {
        const value = label.querySelector("input").value;
        const known = [...mine.querySelectorAll("input")].find((input) => input.value === value);
        if (known) known.parentElement.querySelector(".num").textContent = label.querySelector(".num").textContent;
      }
    }
  }
  form.querySelector(".go").replaceWith(other.querySelector(".go"));
}

form.addEventListener("input", (event) => {
  event.target.setCustomValidity("");
  clearTimeout(timer);
  timer = setTimeout(() => show(address(), true), event.target.type === "checkbox" ? 0 : 150);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  show(address(), true);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#found .switch[aria-label='Order'] a, #found .pages a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const to = new URL(link.href);
  for (const name of ["sort", "order"]) form.elements[name].value = to.searchParams.get(name) ?? "";
  show(to.pathname + to.search, true).then(() => scrollTo(0, 0));
});
let shown = location.pathname + location.search;
addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) location.reload(); // a jump within the page is none of these
});
if (matchMedia("(max-width: 1080px)").matches) form.querySelector(".sheet").open = false;
