// Corrections of fields: those that wait, those that hold, and a new one.

import { amount } from "./amount.js";
import { act, page } from "./ask.js";
import { count, exploit, field, form, heading, make, none, pages, reason, reasonOfChoice, table, tell, time } from "./make.js";

const numbers = ["loss_usd", "recovered_usd"];
const lists = ["chains", "references"];
const members = ["title", "protocol", "occurred_at", ...numbers, "technique", "target", "status", ...lists];

const words = (value) => {
  if (value === null) return "unknown";
  if (typeof value === "number") return count(value);
  return Array.isArray(value) ? value.join(", ") : String(value);
};
const shown = (fields) => Object.entries(fields).map(([member, value]) =>
  make("div", {}, make("span", { className: "none" }, `${member} `), words(value)));

function value(member, text) {
  if (text === "") return null;
  if (lists.includes(member)) return text.split(",").map((each) => each.trim());
  return numbers.includes(member) ? amount(text, "value", member) : text;
}

export async function fill(room) {
  const again = async (words) => {
    tell(words);
    document.dispatchEvent(new Event("decided"));
    room.replaceChildren();
    await fill(room);
  };
  const decide = (each, verdict, words) => async (values) => {
    await act(`/api/v1/corrections/${each.number}`, { verdict, reason: values.reason });
    await again(words);
  };
  const choices = (each) => {
    if (each.state === "proposed") {
      return form([reasonOfChoice()], ["Approve", decide(each, "approve", "It is corrected.")], ["Reject", decide(each, "reject", "It stays as it was.")]);
    }
    return each.state === "approved" ? form([reason()], ["Undo", decide(each, "undo", "The sources count again.")]) : `by ${each.decided_by}`;
  };
  room.append(form([
    field("exploit", "Exploit", { required: true, placeholder: "KYM-2022-00031", maxLength: 40 }),
    field("member", "Field", {}, members.map((each) => [each, each])),
    field("value", "Right value", { placeholder: "empty: unknown" }),
    reason(),
  ], ["Correct", async (values) => {
    const done = await act("/api/v1/corrections", {
      exploit: values.exploit, fields: { [values.member]: value(values.member, values.value) }, reason: values.reason });
    await again(`Correction ${done.number} stands above what the sources say.`);
  }]));
  room.append(heading("So far"));
  await pages(room, "/api/v1/corrections?limit=50", async (path) => {
    const { rows, next } = await page(path);
    return {
      next,
      elements: rows.length === 0 ? [none("There is none yet.")] : [table("Corrections", ["Exploit", "Right values", "Why", "State", "Decision"],
        rows.map((each) => [exploit(each.exploit), shown(each.fields), make("span", {}, each.reason, make("span", { className: "none" }, ` ${each.author}, `), time(each.proposed_at)),
          each.state, choices(each)]))],
    };
  });
}
