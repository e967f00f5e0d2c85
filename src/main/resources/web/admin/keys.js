// API keys: made, shown once, revoked.

import { act, get } from "./ask.js";
import { field, form, heading, make, reason, table, tell, time } from "./make.js";

function secret(made) {
  const text = make("code", { className: "secret", tabIndex: 0 }, made.key);
  const done = make("button", { type: "button" }, "I have it");
  const shown = make("div", { className: "once", role: "group", ariaLabel: `The key of ${made.name}` },
    make("p", {}, `The key of ${made.name}. It is shown this once, and kept nowhere.`), make("p", {}, text), make("p", {}, done));
  done.addEventListener("click", () => shown.remove());
  return shown;
}

export async function fill(room) {
  const list = make("div");
  const refresh = async () => {
    const revoke = (key) => async (values) => {
      await act(`/api/v1/keys/${key.id}/revoke`, { reason: values.reason });
      tell(`${key.name} is revoked.`);
      await refresh();
    };
    const keys = await get("/api/v1/keys");
    list.replaceChildren(table("Keys", ["Name", "Role", "Made", "Last used", "Expires", ""], keys.map((key) => [
      key.name, key.role, time(key.created_at), time(key.last_used_at), time(key.expires_at),
      key.revoked_at ? make("span", { className: "none" }, "revoked ", time(key.revoked_at)) : form([reason()], ["Revoke", revoke(key)])])));
  };
  const once = make("div");
  room.append(form([
    field("name", "Who or what uses it", { required: true, maxLength: 100, placeholder: "my monitor" }),
    field("role", "Role", {}, [["read", "read"], ["write", "write: may also report and propose"], ["admin", "admin: may do all of this"]]),
    field("expires_at", "Until", { placeholder: "never, or 2027-01-31", maxLength: 40 }),
  ], ["Make a key", async (values) => {
    const made = await act("/api/v1/keys", { name: values.name, role: values.role, expires_at: values.expires_at || null });
    tell(`${made.name} has a key.`);
    once.replaceChildren(secret(made));
    once.querySelector("code").focus();
    await refresh();
  }]), once, heading("Keys"), list);
  await refresh();
}
