import { Arbitrary, Stream, Value, type Random } from "fast-check";
import { fromState, toState } from "./layout.ts";
import { bitsFrom } from "./random.ts";
import type { Source } from "./source.ts";
import type { CompleteState } from "./state.ts";

/**
 * States of one or several sources, made lazily. Whatever state it is given, its own or not, as
 * long as some source could have made it, it can shrink it: no context is needed.
 */
export class StateArbitrary extends Arbitrary<CompleteState> {
  readonly #sources: readonly (() => Source)[];

  constructor(sources: readonly (() => Source)[]) {
    super();
    this.#sources = sources;
  }

  generate(random: Random): Value<CompleteState> {
    const number = random.nextInt(0, this.#sources.length - 1);
    const source = (this.#sources[number] as () => Source)();
    return new Value(toState(source.generate(bitsFrom(random))), number);
  }

  canShrinkWithoutContext(value: unknown): value is CompleteState {
    const words = fromState(value);
    return words !== undefined && this.#sources.some((source) => source().holds(words));
  }

  shrink(value: CompleteState, context?: unknown): Stream<Value<CompleteState>> {
    const words = fromState(value);
    if (words === undefined) return Stream.nil();
    const number =
      typeof context === "number"
        ? context
        : this.#sources.findIndex((source) => source().holds(words));
    const source = this.#sources[number]?.();
    if (source === undefined) return Stream.nil();
    return new Stream(valuesOf(source.smaller(words), number));
  }
}

function* valuesOf(
  smaller: ReturnType<Source["smaller"]>,
  number: number,
): Generator<Value<CompleteState>> {
  for (const words of smaller) yield new Value(toState(words), number);
}
