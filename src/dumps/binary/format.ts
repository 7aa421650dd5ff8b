/** What a binary format is to the reader: where its fields are, and what speaks for it. */
import type { Settled } from "../format.ts";
import type { Failure, KnownText } from "../types.ts";
import type { View } from "../../state/exchange.ts";
import type { BinaryField } from "./layout.ts";

export interface BinaryFormat {
  /** The name people type after `--format`, e.g. `vmcs12`. */
  readonly name: string;
  readonly view: View;
  /** One line for the list of formats. */
  readonly description: string;
  /** Sizes in words, for the message about a file that is something else. */
  readonly sizes: string;
  /** Whether the bytes prove to be of this format. Sound: chance does not pass it. */
  matches(bytes: Uint8Array): boolean;
  /** Why bytes that are said to be of this format cannot be; `undefined` if they can. */
  objection(bytes: Uint8Array): string | undefined;
  /** Reads bytes without {@link BinaryFormat.objection}. */
  read(bytes: Uint8Array): BinaryReading;
  /** What the values mean together; see `DumpFormat.settle`. */
  readonly settle?: (values: ReadonlyMap<string, bigint>) => Settled;
}

export interface BinaryReading {
  readonly fields: readonly BinaryField[];
  /** Where the structure with these fields begins. */
  readonly base: number;
  readonly notes: readonly string[];
  readonly failure?: Failure;
  /** In place of a state: the bytes are of this format, but hold none. */
  readonly known?: Pick<KnownText, "name" | "text" | "meaning" | "advice">;
}
