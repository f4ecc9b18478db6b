// Checks every resource of a file, then plants faults in one of them and looks for them with the same check.
import { readFileSync } from "node:fs";
import { faultsOf, version } from "./oracle.mjs";

const written = readFileSync(process.argv[2], "utf-8").trim().split("\n").map((line) => JSON.parse(line));
let failed = 0, resources = 0;
for (const { name, resource } of written) {
  resources += 1 + (resource.entry?.length ?? 0);
  for (const fault of faultsOf(resource).slice(0, 5)) { console.error(`${name}: ${fault}`); failed += 1; }
}

const find = (bundle, kind, fits = () => true) => bundle.entry.map((one) => one.resource).find((one) => one.resourceType === kind && fits(one));
const PLANTED = [
  ["a status of no value set", "request-status", (b) => { find(b, "CarePlan").status = "paused"; }],
  ["a code of R5", "encounter-status", (b) => { find(b, "Encounter").status = "completed"; }],
  ["a goal without description", ".description: 0 of at least 1", (b) => { delete find(b, "Goal").description; }],
  ["two values", "value[x] twice", (b) => { find(b, "Observation").valueString = "x"; }],
  ["a clinical status of no value set", "condition-clinical", (b) => { find(b, "Condition").clinicalStatus.coding[0].code = "foo"; }],
  ["active with abatement", "con-4", (b) => { Object.assign(find(b, "Condition", (c) => c.clinicalStatus?.coding[0].code === "active"), { abatementDateTime: "2026-01-01" }); }],
  ["one fullUrl twice", "bdl-7", (b) => { b.entry.push(b.entry[1]); }],
  ["an end before the start", "per-1", (b) => { find(b, "Encounter").period = { start: "2026-02-02", end: "2026-02-01" }; }],
  ["a reference that leads nowhere", "nowhere", (b) => { find(b, "Encounter").subject.reference = "urn:uuid:00000000-0000-4000-8000-000000000000"; }],
  ["a reference to another kind", "a reference to Encounter", (b) => { find(b, "Goal").subject.reference = b.entry.find((e) => e.resource.resourceType === "Encounter").fullUrl; }],
  ["a day of no calendar", "no day of the calendar", (b) => { find(b, "Goal").startDate = "2026-02-30"; }],
  ["a date in another form", "no dateTime", (b) => { find(b, "Observation").effectiveDateTime = "5 January 2026"; }],
  ["a number as text", "asks for a number", (b) => { find(b, "Observation", (o) => o.valueQuantity).valueQuantity.value = "17"; }],
  ["an unknown element", "no element", (b) => { find(b, "Patient").nickname = "x"; }],
  ["one in place of a list", "no list", (b) => { const goal = find(b, "Goal"); goal.category = {}; }],
  ["an empty list", "an empty list", (b) => { find(b, "Encounter").type = []; }],
  ["an empty object", "ele-1", (b) => { find(b, "Encounter").period = {}; }],
  ["a duration without a unit", "tim-1", (b) => { delete find(b, "CarePlan", (c) => c.activity?.[0].detail.scheduledTiming).activity[0].detail.scheduledTiming.repeat.durationUnit; }],
  ["no class", ".class: 0 of at least 1", (b) => { delete find(b, "Encounter").class; }],
  ["a code that its system does not hold", "no code of http://terminology.hl7.org", (b) => { find(b, "Encounter").class.code = "NOWHERE"; }],
  ["an id with a space", "no id", (b) => { find(b, "Goal").id = "a b"; }],
];
const good = written.find((one) => one.name === "role_transition with private words").resource;
for (const [what, expected, plant] of PLANTED) {
  const planted = structuredClone(good);
  plant(planted);
  if (!faultsOf(planted).some((fault) => fault.includes(expected))) {
    console.error(`not found: ${what}: ${faultsOf(planted).join("; ") || "nothing"}`);
    failed += 1;
  }
}
if (failed) process.exit(1);
process.stdout.write(`FHIR ${version}: ${written.length} bundles and plans of ${resources} resources hold, and ${PLANTED.length} planted faults are found\n`);
