// What people and their programs reported, and a form to report by hand.

import { amount } from "./amount.js";
import { act, get, page } from "./ask.js";
import { count, day, exploit, field, form, heading, make, money, none, pages, table, tell, time } from "./make.js";
import { parted } from "./watch.js";

const fields = [
  ["protocol", "Who was attacked", { required: true, placeholder: "Ronin Bridge" }],
  ["occurred_at", "When", { required: true, placeholder: "2022-03-23", maxLength: 40 }],
  ["loss_usd", "Lost, US dollars", { inputMode: "decimal", placeholder: "empty: unknown" }],
  ["chains", "Chains", { placeholder: "ethereum, bsc" }],
  ["technique", "Technique", { placeholder: "reentrancy" }],
  ["references", "Where it can be read", { placeholder: "https://…" }],
];
const reads = {
  loss_usd: (text) => amount(text, "loss_usd", "Lost"),
  chains: parted,
  references: (text) => text.split(/[\s,]+/).filter((each) => each !== ""),
};

const hands = async () => (await get("/api/v1/facets?facet=source&limit=1000")).source
  .map((each) => each.value).filter((name) => name === "manual" || name.startsWith("team:"));

export async function fill(room) {
  room.append(form(fields.map(([name, label, more]) => field(name, label, more)), ["Report", async (values) => {
    const told = Object.entries(values).filter(([, text]) => text !== "").map(([name, text]) => [name, reads[name]?.(text) ?? text]);
    const made = await act("/api/v1/exploits", Object.fromEntries(told));
    tell(`It is ${made.id}.`);
    room.replaceChildren();
    await fill(room);
  }]));
  const sources = await hands();
  room.append(heading("Reported by hand and by your programs"));
  if (sources.length === 0) {
    room.append(none("Nothing yet. Programs report with a key that may write: POST /api/v1/claims."));
    return;
  }
  const first = `/api/v1/exploits?source=${sources.map(encodeURIComponent).join(",")}&sort=modified_at&limit=50`;
  await pages(room, first, async (path) => {
    const { rows, next } = await page(path);
    return {
      next,
      elements: [table("Reports", ["Exploit", "Title", "Date", "#Lost", "Sources", "Changed"], rows.map((each) => [
        exploit(each.id), each.title, day(each.occurred_at), money(each.loss_usd),
        each.sources.map((source) => source.name).join(", "), time(each.modified_at)]))],
    };
  });
  room.append(make("p", { className: "none" }, `${count(sources.length)} ${sources.length === 1 ? "source" : "sources"}: ${sources.join(", ")}. What is wrong in them is mended as a `,
    make("a", { href: "#corrections" }, "correction"), "."));
}
