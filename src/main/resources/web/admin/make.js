// Elements, and how they tell what came of an act.

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const none = (text) => make("p", { className: "none" }, text);
export const lead = (...text) => make("p", { className: "lead" }, ...text);
export const exploit = (id) => make("a", { href: `/exploits/${id}` }, id);
export const heading = (text) => make("h3", {}, text);

// 31 Jan 2026 12:00, in UTC, as on all pages.
const format = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC", hour12: false,
});
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const english = (form, text) => form.format(new Date(text)).replace("Sept", "Sep"); // as the pages write it
export const time = (text) => (text ? make("time", { dateTime: text, title: text }, english(format, text).replace(",", "")) : "never");
export const day = (text) => (text ? english(dayFormat, text) : "unknown");
export const count = (number) => number.toLocaleString("en-US");
export const money = (usd) => (usd === null || usd === undefined ? "unknown" : `$${usd.toLocaleString("en-US", { maximumFractionDigits: 2 })}`);

// A table; cells of columns whose name begins with # are numbers.
export function table(caption, columns, rows) {
  const kind = (column) => (column.startsWith("#") ? "num" : "");
  const head = columns.map((column) => (column === "" ? make("td")
    : make("th", { scope: "col", className: kind(column) }, column.replace("#", ""))));
  const body = rows.map((cells) => make("tr", {}, cells.map((cell, i) => {
    const made = make(i === 0 ? "th" : "td", i === 0 ? { scope: "row" } : { className: kind(columns[i]) }, make("div", {}, cell ?? ""));
    if (columns[i] !== "") made.dataset.of = columns[i].replace("#", ""); // on a phone, where there is no room for the head
    return made;
  })));
  return make("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: caption },
    make("table", { className: "plain" }, make("caption", { className: "sr" }, caption),
      make("thead", {}, make("tr", {}, head)), make("tbody", {}, body)));
}

const told = document.getElementById("told");

// What came of an act. It stays in sight until the next one.
export function tell(text, isBad = false) {
  told.textContent = text;
  told.classList.toggle("look", isBad);
}

// While an act is under way its buttons rest; what was refused is told. The focus stays where it was, or goes to the top of
// the part when that is gone.
export async function busy(buttons, act) {
  const focused = document.activeElement;
  for (const button of buttons) button.disabled = true;
  try {
    await act();
  } catch (problem) {
    tell(problem.message, true);
  } finally {
    for (const button of buttons) button.disabled = false;
    const isLost = document.activeElement === document.body;
    if (isLost) (focused.isConnected ? focused : document.getElementById("part")).focus({ preventScroll: true });
  }
}

export function button(text, act) {
  const made = make("button", { type: "button" }, text);
  made.addEventListener("click", () => busy([made], act));
  return made;
}

let fields = 0;

// A labelled field; `more` are properties of its input. Options make it a choice.
export function field(name, label, more = {}, options = null) {
  const id = `field-${++fields}`;
  const input = options === null
    ? make("input", { type: "text", maxLength: 1000, autocomplete: "off", ...more, id, name })
    : make("select", { ...more, id, name }, options.map(([value, text]) => make("option", { value }, text)));
  return make("div", { className: "field" }, make("label", { htmlFor: id }, label), input);
}

// A form of fields with a button for each choice: [text, act], of which the first is what Enter means. An act gets the
// values by name.
export function form(parts, ...choices) {
  const buttons = choices.map(([text], i) => make("button", { type: "submit", value: String(i) }, text));
  const made = make("form", { className: "ask", autocomplete: "off" }, parts, make("div", { className: "acts" }, buttons));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = Object.fromEntries([...new FormData(made)].map(([name, value]) => [name, value.trim()]));
    busy(buttons, async () => {
      try {
        await choices[Number(event.submitter?.value ?? 0)][1](values);
      } catch (problem) {
        made.elements[problem.member]?.focus(); // the field at fault, where there is one
        throw problem;
      }
    });
  });
  return made;
}

export const reason = () => field("reason", "Reason", { required: true, placeholder: "kept in the audit log" });

// The reason of one of several decisions: which one is for a button to say, and not for Enter.
export function reasonOfChoice() {
  const made = reason();
  made.querySelector("input").addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  return made;
}

// A list that grows page by page: `more` is asked with the address of a page and answers its elements and the next address.
export async function pages(room, first, more) {
  const { elements, next } = await more(first);
  room.append(...elements);
  if (next === null) return;
  const on = button("More", async () => {
    on.remove();
    await pages(room, next, more);
  });
  room.append(on);
}
