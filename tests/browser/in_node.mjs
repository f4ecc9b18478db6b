// The wheel in Pyodide on Node judges every example course as Python here does: the screens are the same to the letter.
//   node in_node.mjs SITE EXPECTED
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

// Node would show the line where it failed, which is all of Pyodide.
process.on("uncaughtException", (error) => {
  console.error(String(error.stack).slice(0, 4000));
  process.exit(1);
});

const [site, expected] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(join(site, "pyodide", "pyodide.mjs")).href);
const python = await loadPyodide({ indexURL: join(site, "pyodide") });
const files = JSON.parse(await readFile(join(site, "files.json"), "utf-8"));
for (const name of files.filter((name) => name.endsWith(".whl"))) {
  python.unpackArchive(new Uint8Array(await readFile(join(site, name))), "wheel");
}
python.FS.writeFile("tab.py", await readFile(join(site, "tab.py"), "utf-8"));
const Tab = python.pyimport("tab").Tab;

const wanted = JSON.parse(await readFile(expected, "utf-8"));
for (const [name, { document, screens, saved }] of Object.entries(wanted)) {
  const tab = Tab();
  assert.equal(tab.open(document), "", name);
  for (const [language, screen] of Object.entries(screens)) assert.deepEqual(JSON.parse(tab.screen(language)), screen, name);
  assert.deepEqual(JSON.parse(tab.save()), saved, name);
}

const tab = Tab();
const enter = (kind, posted) => JSON.parse(tab.enter(kind, JSON.stringify(posted), "de"));
const nothing = { wrong: [], refusing: [] };
assert.deepEqual(enter("course_opened", { on: ["2026-01-05"], client: ["c-1"], consent: ["yes"] }), nothing);
assert.equal(enter("session_held", { on: ["2026-01-05"], minutes: ["900"] }).wrong[0].text, "eine ganze Zahl von 1 bis 480");
assert.ok(enter("middle_begun", { on: ["2026-01-05"] }).refusing.some((one) => one.code === "S02a" && one.source));
assert.deepEqual(enter("contact_made", { on: ["2026-01-05"], reason: ["crisis"], contact: ["client"] }).wrong, []);
assert.notEqual(tab.open("{}"), "");
assert.equal(JSON.parse(tab.screen("en")).revision, 2);
console.log(`Pyodide ${python.version}, ${python.runPython("import sys; sys.version.split()[0]")}: ${Object.keys(wanted).length} courses judged as here`);
process.exit(0);
