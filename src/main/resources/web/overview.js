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
  for (const part of ["h1.sentence", "#stale", "#all", "#sums", "#largest", "#techniques", "#chains", ".ranking", "#months"]) {
    const nexts = fresh.querySelectorAll(part);
    document.querySelectorAll(part).forEach((old, i) => {
      const next = nexts[i];
      if (!next || old.innerHTML === next.innerHTML || old.contains(document.activeElement)) return;
      if (old.querySelector("details[open]")) next.querySelector("details").open = true;
      old.replaceWith(next);
    });
  }
}

// Tells a page that there is something behind the place that it shows: by a stream of events while somebody looks, by
// asking every few seconds where there can be none. What it is, is for the page to ask: an import of thousands then costs
// it a page a second, and not thousands of events.

const pause = 1_000; // between news and the next look
const often = 3_000; // between questions where there is no stream
const seldom = 60_000; // between questions beside a stream: something on the way may hold events back
const again = 30_000; // before a stream that was refused is tried again

// Follows until the page is left.
//
// place: answers the place that is shown, as the API writes it
// from: the address of the stream, with what counts as its parameters
// show: shows what there is now; fails when it cannot
function follow({ place, from, show }) {
  let stream = null;
  let refused = 0;
  let timer = 0;

  function rest() {
    stream?.close();
    stream = null;
    clearTimeout(timer);
  }

  function after(ms, act) {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  }

  function listen() {
    rest();
    if (document.hidden) return;
    if (Date.now() - refused < again) {
      after(often, ask);
      return;
    }
    const address = new URL(from, location.href);
    address.searchParams.set("after", place());
    stream = new EventSource(address);
    for (const kind of ["exploit", "left", "reset"]) stream.addEventListener(kind, news);
    stream.addEventListener("error", () => {
      if (stream?.readyState !== EventSource.CLOSED) return; // the browser connects again by itself
      refused = Date.now();
      listen();
    });
    after(seldom, ask);
  }

  async function ask() {
    try {
      const answer = await fetch(`/api/v1/changes?since=${place()}&limit=1`, { cache: "no-store" });
      if (answer.ok) {
        const told = await answer.json();
        if (told.reset || told.changes.length > 0) return news();
      }
    } catch {
      // asked again; the top bar says that nothing answers
    }
    if (stream === null) listen();
    else after(seldom, ask);
  }

  async function news() {
    rest();
    try {
      await show();
    } catch {
      // what is shown stays, and is asked for again; the top bar says how old it is
    }
    after(pause, listen);
  }

  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", rest);
  addEventListener("pageshow", (event) => event.persisted && listen());
  listen();
}

const main = document.getElementById("main");
if (main.dataset.place) {
  follow({
    place: () => main.dataset.place,
    from: latest?.closest("[data-stream]").dataset.stream ?? "/api/v1/stream",
    async show() {
      const fresh = await page(location.href);
      if (latest) settle(fresh);
      else if (fresh.querySelector("#latest tbody tr")) location.reload(); // the first exploits make the page
      main.dataset.place = fresh.getElementById("main").dataset.place;
    },
  });
}

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
