// What passes by itself is asked for again until it has passed.

setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { method: "HEAD", headers: { Accept: "text/html" }, cache: "no-store" });
    if (answer.status < 400) location.reload();
  } catch {
    // the top bar says that nothing answers
  }
}, 3000);
