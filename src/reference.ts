import { candidate, defaultChecker, type CheckOptions } from "./api.ts";
import type { Report } from "./evaluate/check/index.ts";
import { ReferenceEvaluator } from "./evaluate/reference/index.ts";
import type { ExchangeState } from "./state/exchange.ts";

export { ReferenceEvaluator } from "./evaluate/reference/index.ts";

let shared: ReferenceEvaluator | undefined;

/**
 * The same report as `check` of the main entry, with every status computed by json-rules-engine.
 * About four orders of magnitude slower; meant for comparison.
 *
 * @throws StateError if the state is malformed; RangeError for an unknown CPU profile
 */
export async function check(state: ExchangeState, options: CheckOptions = {}): Promise<Report> {
  const checker = defaultChecker();
  shared ??= new ReferenceEvaluator(checker.book);
  const engine = shared;
  const { state: placed, options: rest } = candidate(state, options);
  return checker.checkWith(placed, (question) => engine.statuses(question), rest);
}
