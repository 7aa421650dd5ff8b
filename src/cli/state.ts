import type { ExchangeState } from "../index.ts";
import { UsageError } from "./usage.ts";

/** One `--set PATH=VALUE`. */
export interface Setting {
  path: string[];
  value: unknown;
}

/**
 * Reads `guest.cs.limit=0xffff`, `cpu.inSmm=true`, `view=guest`, `memory.pdpte=0x1,0x2,0x3,0x4`.
 * @throws UsageError if it has no `=`
 */
export function parseSetting(text: string): Setting {
  const equals = text.indexOf("=");
  if (equals <= 0) {
    throw new UsageError(`--set ${text}: write a path and a value, as in guest.cs.limit=0xffff`);
  }
  const path = text.slice(0, equals).split(".");
  const value = text.slice(equals + 1);
  return { path, value: value.includes(",") ? value.split(",").map(scalar) : scalar(value) };
}

function scalar(text: string): unknown {
  if (text === "true") return true;
  if (text === "false") return false;
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/**
 * The state with the settings applied; what they replaced goes to `notes`. Members that do not
 * exist are added: the check refuses them with their pointer.
 */
export function applySettings(
  state: unknown,
  settings: readonly Setting[],
): { state: ExchangeState; notes: string[] } {
  const notes: string[] = [];
  if (settings.length === 0 || !isObject(state)) return { state: state as ExchangeState, notes };
  const copy = structuredClone(state);
  for (const { path, value } of settings) {
    let target: Record<string, unknown> = copy;
    for (const [index, name] of path.entries()) {
      if (index === path.length - 1) {
        const old = Object.hasOwn(target, name) ? target[name] : undefined;
        if (old !== undefined && !isSame(old, value)) {
          notes.push(
            `${path.join(".")} is taken as ${String(value)}, as asked; the input says ${text(old)}.`,
          );
        }
        define(target, name, value);
      } else {
        const inner = Object.hasOwn(target, name) ? target[name] : undefined;
        const isElement = Array.isArray(inner) && /^\d{1,4}$/.test(path[index + 1] ?? "");
        const next = isObject(inner) || isElement ? (inner as Record<string, unknown>) : {};
        define(target, name, next);
        target = next;
      }
    }
  }
  return { state: copy, notes };
}

/** Own property whatever its name: `__proto__` must stay a name like any other. */
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSame(old: unknown, value: unknown): boolean {
  try {
    return BigInt(old as string) === BigInt(value as string);
  } catch {
    return old === value;
  }
}

const text = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** Value of a field of exchange JSON by its path; undefined if absent or malformed. */
export function valueAt(state: unknown, path: string): bigint | undefined {
  let value = state;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
    return undefined;
  try {
    return BigInt(value);
  } catch {
    return undefined;
  }
}
