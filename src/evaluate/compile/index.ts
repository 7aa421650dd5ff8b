export {
  checker,
  compile,
  type ExchangeCpu,
  type KnownRule,
  type PackedChecker,
  type PolicyRule,
} from "./checker.ts";
export { answerIfComplete, type CompleteAnswer } from "./complete.ts";
export { pack, unpack } from "./pack.ts";
export { checkSegmentRegisters, type SegmentViolation } from "./segments.ts";
export type { PackedField } from "./layout.ts";
export { PACKED_FIELDS, PACKED_WORDS } from "../../generated/pack.ts";
