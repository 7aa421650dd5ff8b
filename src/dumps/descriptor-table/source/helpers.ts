/** The bodies of helpers that set an entry: whether they do what their parameters say, and no more. */
import { type Token, behindBracket } from "./words.ts";

/** Which parameter each member of a descriptor is made of. */
const MEMBERS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/base/i, ["base"]],
  [/gran|flags|lim(?:it)?_?hi/i, ["flags", "limit"]],
  [/lim/i, ["limit"]],
  [/access/i, ["access"]],
];
/** Numbers that take a part of a number, and no others. */
const PARTS: ReadonlySet<bigint> = new Set([
  ...[0n, 1n, 4n, 8n, 16n, 24n, 32n, 40n, 48n, 52n, 56n],
  ...[0xfn, 0xf0n, 0xffn, 0xffffn, 0xf0000n, 0xff0000n, 0xff000000n, 0xffffffn],
]);

/**
 * Whether a body is that of a plain helper.
 *
 * @param open index of its opening brace
 * @param parameters names of the parameters, by what they are
 */
export function isPlainHelper(
  tokens: readonly Token[],
  open: number,
  parameters: ReadonlyMap<string, string>,
): boolean {
  const end = behindBracket(tokens, open);
  if (end === undefined) return false;
  const body = tokens.slice(open + 1, end - 1);
  const numbers = body.filter(({ kind }) => kind === "number");
  if (!numbers.every(({ text }) => PARTS.has(numberOf(text)))) return false;
  if (body.some(({ text }) => text === "if" || text === "?")) return false;
  return statementsOf(body).every((statement) => isPlain(statement, parameters));
}

function numberOf(text: string): bigint {
  return /^(?:0x[\da-f]{1,16}|\d{1,18})$/i.test(text) ? BigInt(text) : -1n;
}

function statementsOf(body: readonly Token[]): Token[][] {
  const list: Token[][] = [[]];
  for (const token of body)
    if (token.text === ";") list.push([]);
    else if (token.kind !== "newline") list.at(-1)?.push(token);
  return list.filter((statement) => statement.length > 0);
}

function isPlain(statement: readonly Token[], parameters: ReadonlyMap<string, string>): boolean {
  const at = statement.findIndex(({ text }) => text === "=" || text === "|=");
  // A parameter that is changed, or anything but an assignment.
  if (at < 1) return false;
  const member = statement[at - 1]?.text ?? "";
  const own = MEMBERS.find(([pattern]) => pattern.test(member))?.[1];
  const used = statement.slice(at + 1).flatMap(({ text }) => parameters.get(text) ?? []);
  const isMember = /^(?:\.|->)$/.test(statement[at - 2]?.text ?? "");
  if (own === undefined || !isMember) return false;
  return used.length > 0 && used.every((role) => own.includes(role));
}
