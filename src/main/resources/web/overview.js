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
  // Rows that stay keep their element, and with it the focus.
  const rows = now.map((row) => {
    const known = before.get(row.dataset.id);
    if (known && known.innerHTML === row.innerHTML) return known;
    if (known?.contains(document.activeElement)) return known;
    return row;
  });
  const top = latest.getBoundingClientRect().bottom;
  latest.replaceChildren(...rows);
  const moved = latest.getBoundingClientRect().bottom - top;
  if (latest.getBoundingClientRect().top < 0 && moved !== 0) scrollBy(0, moved);
  for (const id of ["#t-sums ~ table tbody", "h1.sentence"]) {
    const old = document.querySelector(id);
    const next = fresh.querySelector(id);
    if (old && next && old.innerHTML !== next.innerHTML) old.replaceWith(next);
  }
}

// Whether something was written is asked every few seconds while somebody looks; the page only when it was.
let last = -1;
async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/api/v1/status", { cache: "no-store" });
    const seq = (await answer.json()).head.seq;
    if (last < 0 || seq === last) {
      last = seq;
      return;
    }
    const fresh = await page(location.href);
    last = seq;
    if (latest) settle(fresh);
    else if (fresh.querySelector("#latest tbody tr")) location.reload(); // the first exploits make the page
  } catch {
    // what is shown stays, and is asked for again; the top bar says how old it is
  }
}
setInterval(look, 3000);
look();

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
