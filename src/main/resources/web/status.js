// The state of the data is shown anew every few seconds, as long as somebody looks and something answers.

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/status", { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("state");
    const old = document.getElementById("state");
    if (!old.contains(document.activeElement) && old.innerHTML !== fresh.innerHTML) old.replaceWith(fresh);
  } catch {
    // what is shown stays; the top bar says that nothing answers
  }
}
setInterval(refresh, 3000);
