// The desk: lets the key in, and shows one part at a time.

import { Refused, forget, get, hasKey, keep, once, page } from "./ask.js";
import { count, tell } from "./make.js";

const at = (id) => document.getElementById(id);
const links = [...document.querySelectorAll("#desk nav a")];
let shown = null;

// What waits, in a sentence.
async function sentence() {
  const [pairs, corrections] = await Promise.all([page("/api/v1/reviews?limit=100"), page("/api/v1/corrections?limit=100")]);
  const proposed = corrections.rows.filter((each) => each.state === "proposed").length;
  const of = (number, isMore, noun) => (number === 0 ? null : `${isMore ? "over " : ""}${count(number)} ${noun}${number === 1 ? "" : "s"}`);
  const waits = [of(once(pairs.rows).length, pairs.next !== null, "pair"), of(proposed, false, "correction")].filter((each) => each);
  const isOne = waits.length === 1 && waits[0].startsWith("1 ");
  at("sentence").textContent = waits.length === 0
    ? "Nothing waits for a decision." : `${waits.join(" and ")} ${isOne ? "waits" : "wait"} for a decision.`;
}

async function show(isChosen) {
  const link = links.find((each) => each.hash === location.hash.split("/")[0]) ?? links[0];
  shown = link;
  for (const each of links) {
    if (each === link) each.setAttribute("aria-current", "page");
    else each.removeAttribute("aria-current");
  }
  at("part").textContent = link.textContent;
  at("room").replaceChildren(); // what is shown there is of another part
  if (isChosen) {
    tell("");
    at("part").focus({ preventScroll: true });
  }
  const room = document.createElement("div");
  room.id = "room";
  try {
    const part = await import(link.dataset.module);
    await part.fill(room);
    if (shown === link) at("room").replaceWith(room);
  } catch (problem) {
    if (shown === link) refused(problem);
  }
}

function refused(problem) {
  if (problem instanceof Refused && (problem.status === 401 || problem.status === 403)) leave();
  tell(problem.message, true);
}

async function enter() {
  try {
    await get("/api/v1/audit?limit=1"); // whether the key is an admin's
    at("sign-in").hidden = true;
    at("desk").hidden = false;
    tell("");
    await Promise.all([sentence(), show(false)]);
  } catch (problem) {
    if (at("desk").hidden) at("sign-in").hidden = false;
    refused(problem);
  }
}

function leave() {
  forget();
  at("room").replaceChildren();
  at("sentence").textContent = "Admin";
  at("desk").hidden = true;
  at("sign-in").hidden = false;
  at("key").focus();
}

at("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  try {
    keep(at("key").value.trim());
    at("key").value = "";
    enter();
  } catch (problem) {
    refused(problem);
  }
});
at("sign-out").addEventListener("click", () => {
  leave();
  tell("The key is forgotten.");
});
addEventListener("hashchange", () => {
  if (!at("desk").hidden) show(true);
});
document.addEventListener("decided", () => sentence().catch(refused));
if (hasKey()) enter();
else at("sign-in").hidden = false;
