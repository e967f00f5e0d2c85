// Alert rules: who hears of which exploits, and which those of the past are.

import { act, get, page } from "./ask.js";
import { button, count, day, exploit, field, form, heading, make, money, none, pages, reason, table, tell } from "./make.js";
import { imported, lists, parted } from "./watch.js";

const at = "/api/v1/alerts/rules";
const occasions = { new: "new exploits", amount: "amounts that change", recovery: "recoveries", "root-cause": "root causes", status: "status" };
const fresh = {
  name: "", enabled: true, filter: {}, watch: {}, on: ["new"], amount_percent: 10, max_age_days: 7, undated: false, digest: "immediate",
  zone: "UTC", daily_at: "08:00", targets: [],
};

const check = (name, label, isOn) => {
  const made = field(name, label, { type: "checkbox", checked: isOn });
  made.classList.add("check");
  return made;
};
const group = (legend, ...parts) => make("fieldset", {}, make("legend", {}, legend), parts);
const watched = (watch) => Object.values(watch ?? {}).reduce((sum, list) => sum + list.length, 0);

function about(rule) {
  const filter = new URLSearchParams(rule.filter).toString();
  const things = watched(rule.watch);
  return [filter === "" ? (things === 0 ? "all exploits" : null) : decodeURIComponent(filter.replaceAll("+", " ")),
    things === 0 ? null : `watches ${count(things)} ${things === 1 ? "thing" : "things"}`].filter((each) => each).join(", ");
}

function when(rule) {
  const often = { immediate: "at once", hourly: "hourly", daily: `daily at ${rule.daily_at} ${rule.zone}` }[rule.digest];
  return rule.quiet ? `${often}, quiet from ${rule.quiet.from} to ${rule.quiet.to} ${rule.zone}` : often;
}

function fields(rule, targets) {
  const long = { maxLength: 300000 };
  const hour = { maxLength: 5, pattern: "\\d\\d:\\d\\d", title: "hours and minutes, 07:00" };
  const list = (name, label, placeholder) =>
    field(name, label, { ...long, value: (rule.watch?.[name] ?? []).join(", "), placeholder });
  const file = field("", "Import CSV", { type: "file", accept: ".csv,text/csv" }); // without a name: it is not sent
  const made = [
    field("name", "Name", { required: true, maxLength: 60, value: rule.name, placeholder: "my-protocols" }),
    field("targets", "Targets", { required: true, value: rule.targets.join(", "), placeholder: targets.join(", ") || "make one first" }),
    field("filter", "Filter", { ...long, value: new URLSearchParams(rule.filter).toString().replaceAll("%2C", ","), placeholder: "chain=ethereum&min_loss=1m" }),
    group("Only what has one of these",
      list("protocols", "Protocols", "Aave, Curve"), list("chains", "Chains", "ethereum, bsc"),
      list("addresses", "Addresses", "0x…"), list("keywords", "Words", "price oracle"), file),
    group("Tells of", ...Object.entries(occasions).map(([name, label]) => check(`on-${name}`, label, rule.on.includes(name)))),
    field("amount_percent", "Amounts that change by %", { type: "number", required: true, min: 0, max: 1000, value: rule.amount_percent }),
    field("max_age_days", "Not older than days", { type: "number", required: true, min: 1, max: 3650, value: rule.max_age_days }),
    field("digest", "How often", {}, [["immediate", "at once"], ["hourly", "each hour"], ["daily", "each day"]]),
    field("daily_at", "Each day at", { ...hour, value: rule.daily_at, placeholder: "08:00" }),
    field("from", "Quiet from", { ...hour, value: rule.quiet?.from ?? "", placeholder: "22:00" }),
    field("to", "Quiet to", { ...hour, value: rule.quiet?.to ?? "", placeholder: "07:00" }),
    field("zone", "Time zone", { value: rule.zone, maxLength: 60 }),
    check("undated", "also exploits of unknown time", rule.undated),
    check("enabled", "on", rule.enabled),
  ];
  made[7].querySelector("select").value = rule.digest;
  file.querySelector("input").addEventListener("change", async (event) => {
    try {
      const found = imported(await event.target.files[0].text());
      for (const name of Object.keys(lists)) {
        const input = event.target.form.elements[name];
        input.value = [...new Set([...parted(input.value), ...found[name].map((each) => each.replaceAll(",", " "))])].join(", ");
      }
      tell(`${count(watched(found))} things are read from the file; keep the rule to watch them.`);
    } catch (problem) {
      tell(problem.message, true);
    }
  });
  return made;
}

// A parameter that is given again has several values.
function filter(text) {
  const parameters = {};
  for (const [name, value] of new URLSearchParams(text.replace(/^\?/, ""))) {
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value;
  }
  return parameters;
}

function read(values) {
  const rule = {
    name: values.name, enabled: values.enabled === "on", undated: values.undated === "on", digest: values.digest, zone: values.zone || "UTC",
    targets: parted(values.targets), filter: filter(values.filter),
    watch: Object.fromEntries(Object.keys(lists).map((name) => [name, parted(values[name])])),
    on: Object.keys(occasions).filter((name) => values[`on-${name}`] === "on"),
    amount_percent: Number(values.amount_percent), max_age_days: Number(values.max_age_days), daily_at: values.daily_at || "08:00",
  };
  return values.from || values.to ? { ...rule, quiet: { from: values.from, to: values.to } } : rule;
}

async function matches(room, name) {
  const title = make("h3", { tabIndex: -1 }, `What ${name} is about`);
  const list = make("div");
  room.replaceChildren(title, list);
  let all = 0;
  await pages(list, `${at}/${name}/matches?limit=50`, async (path) => {
    const { rows, next } = await page(path);
    all += rows.length;
    const elements = rows.length > 0
      ? [table(`Exploits that ${name} is about`, ["Exploit", "Day", "Title", "#Loss"], rows.map((each) =>
        [exploit(each.id), day(each.occurred_at), each.title, money(each.loss_usd)]))]
      : next === null && all === 0 ? [none("No exploit so far.")] : [];
    return { elements, next };
  });
  title.focus();
}

export async function fill(room) {
  const asked = make("div");
  const list = make("div");
  const found = make("div");
  const targets = (await get("/api/v1/alerts/targets")).map((each) => each.name);
  const ask = (rule) => {
    const made = form(fields(rule, targets), ["Keep the rule", async (values) => {
      const kept = await act(at, read(values));
      ask(fresh);
      tell(`The rule ${kept.name} is kept.`);
      await refresh();
    }]);
    if (rule !== fresh) {
      made.elements.name.readOnly = true; // under another name it would be one more
      made.querySelector(".acts").append(button("Leave it as it is", () => ask(fresh)));
    }
    asked.replaceChildren(made);
  };
  const refresh = async () => {
    const rules = await get(at);
    if (rules.length === 0) return list.replaceChildren(none("There is none yet."));
    list.replaceChildren(table("Rules", ["Name", "About", "Tells of", "When", "To", "", ""], rules.map((rule) => [
      rule.name, about(rule), rule.on.map((each) => occasions[each]).join(", "), rule.enabled ? when(rule) : "off", rule.targets.join(", "),
      make("div", { className: "acts" },
        button("Change", async () => {
          ask(rule);
          asked.querySelector("[name=targets]").focus();
        }),
        button("Show what matches", () => matches(found, rule.name))),
      form([reason()], ["Remove", async (values) => {
        await act(`${at}/${rule.name}/remove`, { reason: values.reason });
        tell(`The rule ${rule.name} is removed.`);
        found.replaceChildren();
        await refresh();
      }])])));
  };
  room.append(asked, heading("Rules"), list, found);
  ask(fresh);
  await refresh();
}
