// Pairs of claims that may be one exploit, side by side, and what is decided of them.

import { act, get, once, page } from "./ask.js";
import { day, exploit, form, make, money, none, pages, reasonOfChoice, tell } from "./make.js";

const most = 10;
const list = (values) => values.join(", ");
const hashes = ["Transactions", "Addresses"];
const facts = [
  ["Title", (claim) => claim.facts.title],
  ["Protocol", (claim) => claim.facts.protocol],
  ["Date", (claim) => claim.facts.occurred_at && day(claim.facts.occurred_at)],
  ["Lost", (claim) => claim.facts.loss_usd === null ? null : money(claim.facts.loss_usd)],
  ["Recovered", (claim) => claim.facts.recovered_usd === null ? null : money(claim.facts.recovered_usd)],
  ["Chains", (claim) => list(claim.facts.chains)],
  ["Technique", (claim) => claim.facts.technique ?? claim.facts.technique_label],
  ["Target", (claim) => claim.facts.target],
  ["Transactions", (claim) => list(claim.facts.transactions.map((each) => each.hash))],
  ["Addresses", (claim) => list(claim.facts.addresses.map((each) => each.address))],
];

async function claim({ exploit: id, source, native_id }) {
  const all = await get(`/api/v1/exploits/${id}/claims`);
  return all.find((each) => each.source === source && each.native_id === native_id);
}

// A link only where it leads to a page: an address is the source's own, and could be anything.
function name(source, url) {
  return /^https?:/.test(url ?? "") ? make("a", { href: url, rel: "noopener nofollow" }, source) : source;
}

// sign: how it stands to what the other says; empty when the other says nothing
function cell(label, text, sign) {
  if (!text) return make("td", { className: "none" }, "unknown");
  return make("td", { className: sign === "≠" ? "differs" : "" },
    make("span", { className: "mark", ariaHidden: "true" }, sign),
    hashes.includes(label) ? text.split(", ").map((hash) => make("span", { className: "hash" }, hash)) : text);
}

function sideBySide(pair, claims) {
  const head = pair.claims.map((each, i) => make("th", { scope: "col" }, name(each.source, claims[i].url), " ", exploit(each.exploit)));
  const rows = facts.map(([label, of]) => [label, ...claims.map(of)]).filter(([, one, other]) => one || other).map(([label, one, other]) => {
    const sign = !one || !other ? "" : one === other ? "=" : "≠";
    return make("tr", { className: sign === "≠" ? "disputed" : "" }, make("th", { scope: "row" }, label), cell(label, one, sign), cell(label, other, sign));
  });
  const caption = `${pair.claims[0].source} and ${pair.claims[1].source} side by side`;
  return make("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: `${caption}, pair ${pair.number}` },
    make("table", { className: "said" }, make("caption", { className: "sr" }, caption),
      make("thead", {}, make("tr", {}, make("td"), head)), make("tbody", {}, rows)));
}

async function review(pair) {
  const claims = await Promise.all(pair.claims.map(claim));
  if (claims.includes(undefined)) return none("This pair has just been decided.");
  const decide = (decision, words) => async (values) => {
    await act("/api/v1/decisions", { decision, exploits: pair.claims.map((each) => each.exploit), reason: values.reason });
    tell(words);
    const next = card.nextElementSibling ?? card.previousElementSibling;
    card.remove();
    next?.focus({ preventScroll: true });
    document.dispatchEvent(new Event("decided"));
  };
  const why = pair.proposal === null ? `They may be one: ${pair.why}.`
    : `${pair.proposed_by} says that they are ${pair.proposal === "same" ? "one" : "two"}: ${pair.reason}`;
  const card = make("article", { className: "pair", tabIndex: -1 }, make("p", { className: "none" }, why), sideBySide(pair, claims),
    form([reasonOfChoice()], ["One exploit", decide("same", "They are one exploit now.")], ["Not the same", decide("not-same", "They are two exploits, whatever is imported.")]));
  return card;
}

export async function fill(room) {
  const seen = new Set();
  await pages(room, `/api/v1/reviews?limit=${most}`, async (path) => {
    const { rows, next } = await page(path);
    return { elements: await Promise.all(once(rows, seen).map(review)), next };
  });
  if (room.childElementCount === 0) room.append(none("No pair waits. One comes up when claims are too alike to part and too unlike to merge."));
}
