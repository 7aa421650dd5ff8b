/** All styles of writing a table down. */
import { ASSEMBLER_STYLES } from "./assembler.ts";
import { C_STYLES } from "./c.ts";
import { DUMP_STYLES } from "./dumps.ts";
import { LANGUAGE_STYLES } from "./languages.ts";
import { PRINTED_STYLES } from "./printed.ts";

export const STYLES = [
  ...C_STYLES,
  ...LANGUAGE_STYLES,
  ...ASSEMBLER_STYLES,
  ...PRINTED_STYLES,
  ...DUMP_STYLES,
] as const;
