// A course in the browser: Pyodide runs the wheel of iptcore, and this draws what it says. No word of IPT stands here.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const at = (id) => document.getElementById(id);
const make = (tag, text = "", given = {}) => Object.assign(document.createElement(tag), text ? { textContent: text } : {}, given);

async function start() {
  const files = await (await fetch("files.json")).json();
  const python = await loadPyodide({ indexURL: new URL("pyodide/", location.href).href });
  for (const name of files.filter((name) => name.endsWith(".whl"))) {
    python.unpackArchive(await (await fetch(name)).arrayBuffer(), "wheel");
  }
  python.FS.writeFile("tab.py", await (await fetch("tab.py")).text());
  const tab = python.pyimport("tab").Tab();
  for (const one of JSON.parse(tab.languages())) at("language").append(make("option", one, { value: one }));
  at("language").value = "en";
  at("language").onchange = () => show(tab);
  at("save").onclick = () => save(tab);
  at("open").onchange = async (event) => {
    const wrong = tab.open(await event.target.files[0].text());
    show(tab);
    if (wrong) at("place").textContent = wrong;
  };
  at("save").disabled = at("open").disabled = false;
  show(tab);
  if ("serviceWorker" in navigator) {
    await navigator.serviceWorker.register("offline.js");
    await navigator.serviceWorker.ready;
    document.documentElement.dataset.offline = "ready";
  }
}

function save(tab) {
  const link = make("a", "", { download: "course.json", href: URL.createObjectURL(new Blob([tab.save()])) });
  link.click();
  URL.revokeObjectURL(link.href);
}

function show(tab) {
  const language = at("language").value;
  const shown = JSON.parse(tab.screen(language));
  document.documentElement.lang = language;
  at("place").textContent = `${shown.place.text} · ${shown.protocol_name} (${shown.edition})`;
  at("entry").replaceChildren();
  at("entry").hidden = true;
  at("safety").hidden = shown.safety.length === 0;
  at("safety").replaceChildren(...shown.safety.map((one) => make("p", `${one.text} (${one.since})`)));
  at("checklist").replaceChildren(
    ...shown.checklist
      .filter((group) => group.items.length)
      .flatMap((group) => [make("h2", group.label), list(group.items.map((one) => `${one.done ? "✓" : "○"} ${one.text}`))]),
  );
  const options = shown.options.filter((one) => !["entries_corrected", "departure_explained"].includes(one.kind));
  const because = (one) => one.reasons.filter((why) => why.refuses).map((why) => why.text).join("; ");
  const closed = make("details");
  closed.append(
    make("summary", "What may not be entered now, and why"),
    list(options.filter((one) => !one.open).map((one) => `${one.label}: ${because(one)}`)),
  );
  at("options").replaceChildren(
    ...options.filter((one) => one.open).map((one) => make("button", one.label, { onclick: () => draw(tab, one) })),
    closed,
  );
  at("history").replaceChildren(...(shown.history.length ? [make("h2", "History"), list(shown.history.toReversed().map((one) => `${one.day}: ${one.sentence}`))] : []));
}

function list(lines) {
  const made = make("ul");
  made.append(...lines.map((line) => make("li", line)));
  return made;
}

function draw(tab, option) {
  const language = at("language").value;
  const form = make("form", "", { noValidate: true });
  const problem = make("div", "", { className: "bad" });
  problem.setAttribute("role", "alert");
  form.append(make("h2", option.label), ...JSON.parse(tab.form(option.kind, language)).map((field) => control(field, "")));
  form.append(problem, make("button", option.label, { type: "submit" }));
  form.onsubmit = (event) => {
    event.preventDefault();
    const posted = {};
    for (const [name, text] of new FormData(form)) (posted[name] ??= []).push(text);
    const answer = JSON.parse(tab.enter(option.kind, JSON.stringify(posted), language));
    const told = [...answer.wrong.map((one) => `${one.label}: ${one.text}`), ...answer.refusing.map((one) => `${one.text} (${one.code}; ${one.source})`)];
    if (told.length) problem.replaceChildren(list(told));
    else show(tab);
  };
  at("entry").replaceChildren(form);
  at("entry").hidden = false;
  form.querySelector("input, select, textarea")?.focus();
}

// One field, under the name where the group around it puts it.
function control(field, under) {
  const name = under + field.name.split(".").at(-1);
  if (["group", "groups", "choice", "list", "ordered", "checkboxes"].includes(field.widget)) return several(field, name);
  const box = make("div", "", { className: "field" });
  const made = Object.assign(single(field, name), { id: name });
  box.append(make("label", field.label, { htmlFor: name }), made);
  if (field.help || field.unit) {
    box.append(make("small", [field.help, field.unit].filter(Boolean).join("; "), { id: `${name}-help` }));
    made.setAttribute("aria-describedby", `${name}-help`);
  }
  return box;
}

function single(field, name, label = "") {
  let made;
  if (field.widget === "select" || field.widget === "ordered") made = choose(field.choices);
  else if (field.widget === "yes-no-unknown") made = choose([{ value: "yes", label: "✓" }, { value: "no", label: "✗" }]);
  else if (field.widget === "textarea") made = make("textarea", "", { rows: 2 });
  else if (field.widget === "checkbox") made = make("input", "", { type: "checkbox", value: "yes" });
  else made = make("input", "", { type: field.widget === "date" ? "date" : "text" });
  made.name = name;
  if (field.default !== null && typeof field.default !== "object" && field.widget !== "checkbox") made.value = field.default;
  if (label) made.setAttribute("aria-label", label);
  return made;
}

function choose(choices) {
  const made = make("select");
  made.append(make("option", "", { value: "" }), ...choices.map((one) => make("option", one.label, { value: one.value })));
  return made;
}

function several(field, name) {
  const box = make("fieldset");
  box.append(make("legend", field.label));
  if (field.widget === "group") box.append(...field.fields.map((one) => control(one, `${name}.`)));
  else if (field.widget === "choice") {
    const which = choose(field.variants.map((one) => ({ value: one.tag, label: one.label })));
    const inside = make("div");
    which.name = `${name}.kind`;
    which.setAttribute("aria-label", field.label);
    which.onchange = () => {
      const variant = field.variants.find((one) => one.tag === which.value);
      inside.replaceChildren(...(variant?.fields ?? []).map((one) => control(one, `${name}.`)));
    };
    box.append(which, inside);
  } else if (field.widget === "checkboxes") {
    for (const one of field.choices) {
      const label = make("label");
      label.append(make("input", "", { type: "checkbox", name, value: one.value }), ` ${one.label} `);
      box.append(label);
    }
  } else {
    let count = 0;
    const more = make("button", `+ ${field.label}`, { type: "button" });
    more.onclick = () => {
      const group = field.widget === "groups";
      const item = group ? make("fieldset") : single(field, name, `${field.label} ${count + 1}`);
      if (group) item.append(make("legend", `${field.label} ${count + 1}`), ...field.fields.map((one) => control(one, `${name}.${count}.`)));
      count += 1;
      more.before(item);
    };
    box.append(more);
  }
  return box;
}

start().catch((error) => {
  at("place").textContent = `This could not be loaded: ${error.message}`;
});
