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
export function follow({ place, from, show }) {
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
