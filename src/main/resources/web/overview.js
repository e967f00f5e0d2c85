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

let due = false;
async function refresh() {
  if (due) return;
  due = true;
  await new Promise((done) => setTimeout(done, 300));
  due = false;
  try {
    settle(await page(location.href));
  } catch {
    // what is shown stays; the top bar says how old it is
  }
}

// The stream, or where there is none the changes every few seconds.
let last = -1;
async function poll() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/health", { cache: "no-store" });
    const seq = await fetch("/api/v1/status", { cache: "no-store" }).then((status) => status.json());
    if (last >= 0 && seq.head.seq !== last && answer) refresh();
    last = seq.head.seq;
  } catch {
    // asked again soon
  }
}

if (latest) {
  const stream = new EventSource("/api/v1/stream");
  let polling = 0;
  stream.addEventListener("exploit", refresh);
  stream.addEventListener("open", () => {
    clearInterval(polling);
    polling = 0;
  });
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED && !polling) polling = setInterval(poll, 3000);
  });
} else {
  // Nothing is known yet: the first exploits make the page.
  setInterval(async () => {
    try {
      const fresh = await page("/");
      if (fresh.querySelector("#latest tbody tr")) location.reload();
    } catch {
      // asked again soon
    }
  }, 3000);
}

document.querySelector(".switch")?.addEventListener("click", async (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const fresh = await page(link.href);
    document.querySelector("#months").replaceWith(fresh.querySelector("#months"));
    for (const other of event.currentTarget?.children ?? link.parentElement.children) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    history.replaceState(null, "", link.href);
  } catch {
    location.href = link.href;
  }
});
