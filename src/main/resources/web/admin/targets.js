// Alert targets: where messages go, made, tried and removed.

import { act, get, post } from "./ask.js";
import { button, field, form, heading, make, none, reason, table, tell, time } from "./make.js";
import { parted } from "./watch.js";

const at = "/api/v1/alerts/targets";
const hidden = { type: "password", autocomplete: "off" };

// The members of each kind: [name, label, properties].
const url = (placeholder) => ["url", "URL", { required: true, placeholder }];
const kinds = {
  webhook: ["signed webhook", [url("https://alerts.example.org/kamiyo"), ["secret", "Secret", { ...hidden, placeholder: "empty: one is made" }]]],
  slack: ["Slack", [url("https://hooks.slack.com/services/…")]],
  discord: ["Discord", [url("https://discord.com/api/webhooks/…")]],
  telegram: ["Telegram", [["token", "Token of the bot", { ...hidden, required: true }], ["chat", "Chat", { required: true, placeholder: "-100123, or @name" }]]],
  email: ["mail", [url("smtp://mail.example.org:587"), ["user", "User", {}], ["password", "Password", hidden],
    ["from", "From", { required: true, placeholder: "kamiyo@example.org" }], ["to", "To", { required: true, placeholder: "ada@example.org, bob@example.org" }]]],
};

function secret(name, text) {
  const done = make("button", { type: "button" }, "I have it");
  const shown = make("div", { className: "once", role: "group", ariaLabel: `The secret of ${name}` },
    make("p", {}, `Messages to ${name} are signed with this. It is shown this once.`),
    make("p", {}, make("code", { className: "secret", tabIndex: 0 }, text)), make("p", {}, done));
  done.addEventListener("click", () => shown.remove());
  return shown;
}

export async function fill(room) {
  const asked = make("div");
  const once = make("div");
  const list = make("div");
  const keep = (kind) => async (values) => {
    const target = { name: values.name, kind };
    for (const [member] of kinds[kind][1]) {
      if (values[member]) target[member] = member === "to" ? parted(values.to) : values[member];
    }
    const made = await act(at, target);
    ask(kind);
    tell(`The target ${made.name} is kept.`);
    once.replaceChildren(...(made.secret ? [secret(made.name, made.secret)] : []));
    once.querySelector("code")?.focus();
    await refresh();
  };
  const ask = (kind, isChosen = false) => {
    const choice = field("kind", "Kind", {}, Object.entries(kinds).map(([value, [label]]) => [value, label]));
    const select = choice.querySelector("select");
    select.value = kind;
    select.addEventListener("change", () => ask(select.value, true));
    asked.replaceChildren(form([
      field("name", "Name", { required: true, maxLength: 60, placeholder: "my-service" }), choice,
      ...kinds[kind][1].map(([member, label, more]) => field(member, label, { ...more, maxLength: member === "to" ? 20000 : 500 })),
    ], ["Keep the target", keep(kind)]));
    if (isChosen) asked.querySelector("select").focus();
  };
  const test = (target) => async () => {
    const told = await post(`${at}/${target.name}/test`);
    tell(told.reached ? `${target.name} was reached in ${told.latency_ms} ms.` : `${target.name} was not reached: ${told.failure}.`, !told.reached);
  };
  const refresh = async () => {
    const targets = await get(at);
    if (targets.length === 0) return list.replaceChildren(none("There is none yet."));
    list.replaceChildren(table("Targets", ["Name", "Kind", "Host", "Made", "", ""], targets.map((target) => [
      target.name, kinds[target.kind]?.[0] ?? target.kind,
      target.usable ? target.host : make("span", { className: "warned" }, "its settings cannot be decrypted; keep it anew"), time(target.created_at),
      button("Send a test", test(target)),
      form([reason()], ["Remove", async (values) => {
        await act(`${at}/${target.name}/remove`, { reason: values.reason });
        tell(`The target ${target.name} is removed.`);
        await refresh();
      }])])));
  };
  room.append(asked, once, heading("Targets"), list);
  ask("webhook");
  await refresh();
}
