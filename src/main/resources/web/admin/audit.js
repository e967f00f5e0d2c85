// What people and their programs did, and decisions that can be undone.

import { act, page } from "./ask.js";
import { form, make, none, pages, reason, table, tell, time } from "./make.js";

const decisions = ["same", "not-same", "unmerge"];

const subject = (text) => text.split(" ").flatMap((word, i) => [
  i === 0 ? "" : " ", /^KYM-\d{4}-\d+$/.test(word) ? make("a", { href: `/exploits/${word}` }, word) : word]);

export async function fill(room) {
  const undo = (each) => form([reason()], ["Undo", async (values) => {
    await act("/api/v1/decisions", { decision: "undo", number: each.number, reason: values.reason });
    tell("The rules decide again.");
    document.dispatchEvent(new Event("decided"));
    room.replaceChildren();
    await fill(room);
  }]);
  const undone = new Set(); // the latest come first: what was undone is behind what undid it
  await pages(room, "/api/v1/audit?limit=50", async (path) => {
    const { rows, next } = await page(path);
    for (const each of rows) {
      if (each.action === "undo") undone.add(each.subject);
    }
    return {
      next,
      elements: rows.length === 0 ? [none("Nothing yet.")] : [table("What was done", ["When", "Who", "What", "To what", "Why", ""], rows.map((each) => [
        time(each.at), each.actor, each.action, make("span", { className: "hash" }, subject(each.subject)), each.reason,
        decisions.includes(each.action) && !undone.has(String(each.number)) ? make("details", { className: "more" }, make("summary", {}, "Undo"), undo(each)) : ""]))],
    };
  });
}
