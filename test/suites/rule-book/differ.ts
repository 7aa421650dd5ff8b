const show = (value: unknown): string =>
  typeof value === "bigint"
    ? `0x${value.toString(16).toUpperCase()}`
    : Array.isArray(value)
      ? `[${value.map(show).join(", ")}]`
      : value === undefined
        ? "nothing"
        : JSON.stringify(value);

const plain = (value: unknown): string =>
  JSON.stringify([value], (_key, inner: unknown) =>
    typeof inner === "bigint" ? `0x${inner.toString(16)}` : inner,
  );

/** A sentence if two plain values differ, members in order; undefined if they agree. */
export function differ(what: string, is: unknown, must: unknown): string | undefined {
  return plain(is) === plain(must) ? undefined : `${what}: ${show(is)} instead of ${show(must)}`;
}
