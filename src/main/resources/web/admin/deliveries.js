// Messages of alerts: what became of each, how its attempts went, and sent again.

import { act, get, page } from "./ask.js";
import { button, count, field, form, make, none, pages, table, tell, time } from "./make.js";

const at = "/api/v1/alerts/deliveries";
const states = ["collecting", "waiting", "refused", "delivered", "dead", "dropped"];

async function show(room, id) {
  const message = await get(`${at}/${id}`);
  const title = make("h3", { tabIndex: -1 }, message.message.title);
  room.replaceChildren(title, make("pre", { tabIndex: 0 }, message.message.text),
    message.log.length === 0 ? none("No attempt was made yet.")
      : table("Attempts", ["At", "#Status", "#Milliseconds", "Failure", "Answer"], message.log.map((each) => [
        time(each.at), each.status === null ? "none" : String(each.status), count(each.latency_ms), each.failure ?? "it arrived", each.answer])));
  title.focus();
}

export async function fill(room) {
  const list = make("div");
  const one = make("div");
  let asked = "";
  const refresh = async () => {
    list.replaceChildren();
    await pages(list, `${at}?limit=50${asked}`, async (path) => {
      const { rows, next } = await page(path);
      return {
        next,
        elements: rows.length === 0 ? [none("There is none.")] : [table("Messages", ["Message", "State", "Rule", "Target", "#Attempts", ""], rows.map((each) => [
          time(each.created_at), each.state === "dead" ? make("span", { className: "warned" }, "dead") : each.state,
          each.rule ?? "a removed rule", each.target ?? "a removed target", count(each.attempts),
          make("div", { className: "acts" }, button("Show", () => show(one, each.id)),
            each.ended_at && each.target ? button("Send again", async () => {
              await act(`${at}/${each.id}/replay`, {});
              tell("It is sent again, under the same id.");
              await refresh();
            }) : null)]))],
      };
    });
  };
  const targets = await get("/api/v1/alerts/targets");
  const any = (label) => [["", label]];
  room.append(form([
    field("state", "State", {}, [...any("all"), ...states.map((each) => [each, each])]),
    field("target", "Target", {}, [...any("all"), ...targets.map((each) => [each.name, each.name])]),
  ], ["Show them", async (values) => {
    asked = ["state", "target"].filter((each) => values[each]).map((each) => `&${each}=${values[each]}`).join("");
    one.replaceChildren();
    await refresh();
  }], ["Send all dead again", async (values) => {
    const chosen = targets.map((each) => each.name).filter((each) => !values.target || each === values.target);
    let sent = 0;
    for (const name of chosen) sent += (await act(`/api/v1/alerts/targets/${name}/replay`, {})).replayed;
    tell(`${count(sent)} ${sent === 1 ? "is" : "are"} sent again.`);
    await refresh();
  }]), list, one);
  await refresh();
}
