/**
 * Every regular expression of the dump readers takes time linear in the line. JavaScript's engine
 * backtracks, so this holds by their form: no repetition without bound inside another repetition,
 * and at most one without bound in an expression that is anchored, none in one that is not.
 */
import { readFileSync, readdirSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const ROOT = new URL("../../src/dumps/", import.meta.url);

interface Found {
  where: string;
  source: string;
  flags: string;
}

/** Regex literals, and the texts given to `new RegExp`. */
function expressionsOf(file: string): Found[] {
  const text = readFileSync(new URL(file, ROOT), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    const where = `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      found.push({ where, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    }
    if (ts.isNewExpression(node) && node.expression.getText() === "RegExp") {
      const [argument] = node.arguments ?? [];
      // The parts of a template in braces are checked where they are written down.
      if (argument !== undefined)
        found.push({ where, source: argument.getText().slice(1, -1), flags: "" });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

interface Repetition {
  unbounded: boolean;
  /** More than once. */
  repeats: boolean;
}

/** The complaint about an expression; `undefined` if it is linear by its form. */
function complaint({ source, flags }: Pick<Found, "source" | "flags">): string | undefined {
  let at = 0;
  let unboundedCount = 0;
  const quantifier = (): Repetition => {
    const found = /^(?:[*+]|\?|\{(\d+)(,(\d*))?\})\??/.exec(source.slice(at));
    if (found === null) return { unbounded: false, repeats: false };
    at += found[0].length;
    const [sign = "", , comma, most] = found;
    const unbounded = /^[*+]/.test(sign) || (comma !== undefined && most === "");
    return { unbounded, repeats: !sign.startsWith("?") };
  };
  /** Whether something without bound stands in the alternatives up to the closing bracket. */
  const alternatives = (): boolean => {
    let hasUnbounded = false;
    while (at < source.length && source[at] !== ")") {
      let inner = false;
      if (source[at] === "(") {
        at += /^\((?:\?(?:[:=!]|<[=!]|<\w+>))?/.exec(source.slice(at))?.[0].length ?? 1;
        inner = alternatives();
        at++;
      } else if (source[at] === "[") {
        at += /^\[(?:\\.|[^\]\\])*\]/.exec(source.slice(at))?.[0].length ?? 1;
      } else at += source[at] === "\\" ? 2 : 1;
      const { unbounded, repeats } = quantifier();
      if (unbounded) unboundedCount++;
      if (inner && repeats) throw new Error("a repetition without bound is itself repeated");
      hasUnbounded ||= inner || unbounded;
    }
    return hasUnbounded;
  };
  try {
    alternatives();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const isAnchored = source.startsWith("^") || flags.includes("y");
  // One class repeated and nothing else, replaced or searched: each character is looked at once.
  const isRun = /^(?:\\?.|\[(?:\\.|[^\]\\])*\]|\(\?:[^()*+]*\))[*+]$/.test(source);
  if (unboundedCount > 0 && !isAnchored && !isRun)
    return "a repetition without bound, and the expression is not anchored";
  return unboundedCount > 1 ? "more than one repetition without bound" : undefined;
}

describe("the check itself", () => {
  it.each([
    ["^(a+)+$", ""],
    ["^(?:a|b*)*$", ""],
    ["^(?:a{2,}){3}$", ""],
    ["a+$", ""],
    ["^\\s*(.*)\\s*$", ""],
  ])("complains about %s", (source, flags) => {
    expect(complaint({ source, flags })).toBeDefined();
  });

  it.each([
    ["^a+$", ""],
    ["a*b", "y"],
    ["[ab]+", "g"],
    ["^(?:[a-z]{1,8} ){0,3}x*$", ""],
    ["^a{1,5}b{2}[+*]\\+$", ""],
  ])("lets %s pass", (source, flags) => {
    expect(complaint({ source, flags })).toBeUndefined();
  });
});

describe("the regular expressions of the dump readers", () => {
  const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts"));
  const all = files.flatMap(expressionsOf);

  it("are found", () => {
    expect(all.length).toBeGreaterThan(80);
  });

  it("are linear by their form", () => {
    const complaints = all.flatMap((found) => {
      const text = complaint(found);
      return text === undefined ? [] : [`${found.where}: ${text}: /${found.source}/`];
    });
    expect(complaints).toEqual([]);
  });
});
