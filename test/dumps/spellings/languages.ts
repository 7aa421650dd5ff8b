import type { Language } from "./language.ts";
import { c, cpp } from "./languages-c.ts";
import { python, ruby } from "./languages-scripts.ts";
import { go, rust, zig } from "./languages-systems.ts";

/** The languages in which set-up code is generated; the assemblers are apart. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  c,
  cpp,
  rust,
  zig,
  go,
  python,
  ruby,
};
