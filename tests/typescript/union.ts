// Events are told apart by their kind: this compiles only if they are, and only if every kind is one of them.
import type { Course } from "./course";

type Entry = Course["entries"][number];
type Kind = Entry["kind"];

export function minutes(entry: Entry): number | null | undefined {
  return entry.kind === "session_held" ? entry.minutes : undefined;
}

export function total(entry: Entry): number | undefined {
  switch (entry.kind) {
    case "symptoms_rated":
      return entry.total;
    case "formulation_agreed": {
      const area = entry.formulation.areas?.[0]?.area;
      return area?.kind === "grief" ? area.person.length : undefined;
    }
    default:
      return undefined;
  }
}

// @ts-expect-error a session has no total
export const wrong: Extract<Entry, { kind: "session_held" }>["total"] = 1;

// @ts-expect-error there is no such kind
export const unknown: Kind = "session_helt";

// @ts-expect-error a number is no minutes' text, and what is required is missing
export const unfinished: Extract<Entry, { kind: "session_held" }> = { kind: "session_held", minutes: "50" };

export const whole: Entry = { kind: "session_held", on: "2026-01-05", minutes: 50, purpose: "regular" };
