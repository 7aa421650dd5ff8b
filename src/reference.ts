import { defaultChecker } from "./api.ts";
import type { CheckOptions, Report } from "./evaluate/check/index.ts";
import { ReferenceEvaluator } from "./evaluate/reference/index.ts";
import type { ExchangeState } from "./state/exchange.ts";
import { normalize } from "./state/normalize.ts";

export { ReferenceEvaluator } from "./evaluate/reference/index.ts";

let shared: ReferenceEvaluator | undefined;

/**
 * The same report as `check` of the main entry, with every status computed by json-rules-engine.
 * About four orders of magnitude slower; meant for comparison.
 *
 * @throws StateError if the state is malformed
 */
export async function check(state: ExchangeState, options: CheckOptions = {}): Promise<Report> {
  const checker = defaultChecker();
  shared ??= new ReferenceEvaluator(checker.book);
  const engine = shared;
  return checker.checkWith(normalize(state), (question) => engine.statuses(question), options);
}
