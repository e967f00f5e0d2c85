// The latest exploits arrive at the top as they are kept; the scale of the chart changes without a jump.

const latest = document.querySelector("#latest tbody");
const most = 10;

// The page itself is asked again, so that rows are made in one place only.
async function page(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function settle(fresh) {
  const before = new Map([...latest.rows].map((row) => [row.dataset.id, row]));
  const now = [...fresh.querySelectorAll("#latest tbody tr")].slice(0, most);
  if (now.length === 0) return;
  for (const row of now) {
    if (!before.has(row.dataset.id)) row.classList.add("new");
  }
  // Rows that stay keep their element, so that the focus can be given back to it.
  const focused = document.activeElement;
  const rows = now.map((row) => {
    const known = before.get(row.dataset.id);
    if (known && known.innerHTML === row.innerHTML) return known;
    if (known?.contains(document.activeElement)) return known;
    return row;
  });
  // Who has scrolled past the top goes on reading in the same place.
  const read = latest.getBoundingClientRect().top < 0 && rows.find((row) => row.getBoundingClientRect().bottom > 0);
  const at = read && read.getBoundingClientRect().top;
  latest.replaceChildren(...rows);
  if (latest.contains(focused)) focused.focus({ preventScroll: true });
  if (read) scrollBy(0, read.getBoundingClientRect().top - at);
  for (const part of ["h1.sentence", "#sums", "#largest", "#techniques", "#chains", ".ranking", "#months"]) {
    const old = document.querySelector(part);
    const next = fresh.querySelector(part);
    if (!old || !next || old.innerHTML === next.innerHTML || old.contains(document.activeElement)) continue;
    if (old.querySelector("details[open]")) next.querySelector("details").open = true;
    old.replaceWith(next);
  }
}

// The change that came last is asked for every few seconds while somebody looks, which costs the service nothing while
// there is none; the page is asked for only when there was one.
const newest = "/api/v1/exploits?sort=modified_at&limit=1&fields=id,modified_at";
let last = null;
async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(newest, { cache: "no-cache" });
    if (!answer.ok) return;
    const now = await answer.text();
    if (now === last) return;
    const fresh = await page(location.href);
    last = now;
    if (latest) settle(fresh);
    else if (fresh.querySelector("#latest tbody tr")) location.reload(); // the first exploits make the page
  } catch {
    // what is shown stays, and is asked for again; the top bar says how old it is
  }
}
setInterval(look, 3000);

document.querySelector(".switch")?.addEventListener("click", async (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const fresh = await page(link.href);
    document.querySelector("#months").replaceWith(fresh.querySelector("#months"));
    for (const other of link.parentElement.children) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    history.replaceState(null, "", link.href);
  } catch {
    location.href = link.href;
  }
});
