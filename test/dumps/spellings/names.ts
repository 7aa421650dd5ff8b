import type { Field, Words } from "./fields.ts";

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const camel = (words: Words): string => words.map(capital).join("");

/** The words of guest and host fields begin with their group, but for the VMCS link pointer. */
const group = ([first]: Words): string =>
  first === "guest" || first === "vmcs" ? "guest" : first === "host" ? "host" : "control";
const inGroup = (words: Words): Words => (words[0] === group(words) ? words.slice(1) : words);

const acronym = (word: string): string =>
  /^(?:[cd]r\d|[cdefgs]s|tr|r(?:ip|sp)|[gil]dtr|pat|efer|ia32|vm|msr|vmcs)$/u.test(word)
    ? word.toUpperCase()
    : capital(word);

/** Ways to make one name of a field's words. */
export const NAME_STYLES = {
  upper: (words) => words.join("_").toUpperCase(),
  lower: (words) => words.join("_"),
  camel: (words) => camel(words),
  lowerCamel: (words) => (words[0] ?? "") + camel(words.slice(1)),
  acronyms: (words) => words.map(acronym).join(""),
  constant: (words) => `k${camel(words)}`,
  dotted: (words) => words.join("."),
  dottedGroup: (words) => `vmcs.${group(words)}.${inGroup(words).join("_")}`,
  prefixed: (words) => `${words[0] === "vmcs" ? "" : "VMCS_"}${words.join("_").toUpperCase()}`,
  vmx: (words) => `VMX_${words.join("_").toUpperCase()}`,
  kebab: (words) => words.join("-"),
  spaced: (words) => words.map(acronym).join(" "),
  scoped: (words) => `vmcs::${group(words)}::${inGroup(words).join("_").toUpperCase()}`,
  scopedCamel: (words) => `VmcsField::${camel(words)}`,
  symbol: (words) => `:${words.join("_")}`,
  quoted: (words) => `"${words.join("_").toUpperCase()}"`,
} as const satisfies Record<string, (words: Words) => string>;
export type NameStyle = keyof typeof NAME_STYLES;

/** The name of a field in a style; `usage` chooses among the usual names of the field. */
export const nameOf = (field: Field, style: NameStyle, usage = 0): string =>
  NAME_STYLES[style](field.names[Math.min(usage, field.names.length - 1)] ?? field.names[0]);
