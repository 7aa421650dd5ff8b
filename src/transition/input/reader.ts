/** Input that does not have the shape of its schema: names the member by its JSON pointer. */
export class InputError extends Error {
  readonly pointer: string;
  readonly reason: string;

  constructor(pointer: string, reason: string) {
    super(`${pointer === "" ? "/" : pointer}: ${reason}`);
    this.name = "InputError";
    this.pointer = pointer;
    this.reason = reason;
  }
}

/** One member of a JSON document together with where it stands. */
export class Reader {
  readonly value: unknown;
  readonly pointer: string;

  constructor(value: unknown, pointer = "") {
    this.value = value;
    this.pointer = pointer;
  }

  /** @throws InputError always */
  fail(reason: string): never {
    throw new InputError(this.pointer, reason);
  }

  /** The members of an object. @throws InputError for anything else and for unknown members */
  object(known: ReadonlySet<string>): ReadonlyMap<string, Reader> {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.fail(`an object is needed, not ${kindOf(value)}`);
    }
    const members = new Map<string, Reader>();
    for (const [name, member] of Object.entries(value)) {
      const pointer = `${this.pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      if (!known.has(name)) throw new InputError(pointer, "no such member");
      members.set(name, new Reader(member, pointer));
    }
    return members;
  }

  /** @throws InputError unless it is an array of at most `limit` entries */
  array(limit: number): Reader[] {
    const { value } = this;
    if (!Array.isArray(value)) this.fail(`an array is needed, not ${kindOf(value)}`);
    if (value.length > limit) this.fail(`${value.length} entries; at most ${limit} are read`);
    return value.map((entry, index) => new Reader(entry, `${this.pointer}/${index}`));
  }

  /** A number, or hex digits after `0x`. @throws InputError unless it fits `bits` bits */
  number(bits: number): bigint {
    const { value } = this;
    let number: bigint;
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value) || value < 0) {
        this.fail("a number is a whole one from 0 to 2^53-1; write larger ones as 0x...");
      }
      number = BigInt(value);
    } else if (typeof value === "string" && /^0x[0-9a-fA-F]{1,16}$/.test(value)) {
      number = BigInt(value);
    } else this.fail(`a number or "0x..." is needed, not ${kindOf(value)}`);
    if (number >> BigInt(bits) !== 0n) this.fail(`wider than ${bits} bits`);
    return number;
  }

  text(): string {
    const { value } = this;
    if (typeof value !== "string") this.fail(`a text is needed, not ${kindOf(value)}`);
    return value;
  }

  boolean(): boolean {
    const { value } = this;
    if (typeof value !== "boolean") this.fail(`true or false is needed, not ${kindOf(value)}`);
    return value;
  }

  /** @throws InputError unless it is one of `choices` */
  choice<T extends string>(choices: readonly T[]): T {
    const text = this.text();
    return choices.find((choice) => choice === text) ?? this.fail(`one of ${choices.join(", ")}`);
  }

  /** Bytes written as pairs of hex digits. @throws InputError for more than `limit` bytes */
  bytes(limit: number): Uint8Array {
    const text = this.text();
    if (text.length % 2 !== 0 || /[^0-9a-fA-F]/.test(text)) this.fail("pairs of hex digits");
    if (text.length / 2 > limit) this.fail(`${text.length / 2} bytes; at most ${limit} are read`);
    const bytes = new Uint8Array(text.length / 2);
    for (let at = 0; at < bytes.length; at++) {
      bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
    }
    return bytes;
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return "an object";
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? typeof value : text.slice(0, 40);
}
