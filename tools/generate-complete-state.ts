import type { FieldSource } from "../src/rules/types.ts";

/**
 * The module that turns the words of a complete state into exchange JSON: one object literal, which
 * is several times as fast as a walk over the fields.
 *
 * @param rows the fields of the exchange JSON in the order of the catalogue; those of the VM exit are
 *   left out, as in `src/arbitraries/layout.ts`
 */
export function completeStateModule(
  rows: readonly { path: string; source: FieldSource }[],
): string {
  const groups = new Map<string, Map<string, string | Map<string, string>>>();
  const entered = rows.filter(
    ({ path }) => !path.startsWith("controls.exit") || path === "controls.exit",
  );
  for (const [index, { path, source }] of entered.entries()) {
    const { width, boolean } = source;
    const low = `words[${2 * index}] as number`;
    const value = boolean
      ? `(${low}) === 1`
      : width > 32
        ? `wide[${index}] as bigint`
        : `(${low}) >>> 0`;
    const [group = "", member = "", part] = path.split(".");
    const members = groups.get(group) ?? new Map<string, string | Map<string, string>>();
    groups.set(group, members);
    if (part === undefined) members.set(member, value);
    else {
      const inner = members.get(member);
      const parts = inner instanceof Map ? inner : new Map<string, string>();
      members.set(member, parts.set(part, value));
    }
  }
  const print = (members: ReadonlyMap<string, string | ReadonlyMap<string, string>>): string =>
    `{ ${[...members]
      .map(([name, value]) => {
        if (typeof value === "string") return `${name}: ${value}`;
        return name === "pdpte"
          ? `${name}: [${[...value.values()].join(", ")}]`
          : `${name}: ${print(value)}`;
      })
      .join(", ")} }`;
  return `import type { CompleteState } from "../arbitraries/state.ts";

/** The words two by two, on a machine of either byte order. */
function pairs(words: Int32Array): BigUint64Array {
  const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  const ordered = little ? words : words.map((_, i) => words[i ^ 1] as number);
  return new BigUint64Array(ordered.buffer, ordered.byteOffset, ordered.length / 2);
}

/** Two words for each field of \`src/arbitraries/layout.ts\`, low half first, as exchange JSON. */
export function completeState(words: Int32Array): CompleteState {
  const wide = pairs(words);
  return { ${[...groups].map(([name, members]) => `${name}: ${print(members)}`).join(", ")} };
}
`;
}
