import type { Processor } from "./processor.ts";

/** Bytes of a stack item. */
export type ItemSize = 2 | 4 | 8;

/** Reads an item `distance` bytes above the top, without moving the stack pointer. */
export function stackItem(processor: Processor, distance: number, size: ItemSize): bigint {
  const offset = processor.stackOffset(processor.stackPointer(), distance);
  return size === 8
    ? processor.read64(processor.ss, offset)
    : BigInt(processor.read(processor.ss, offset, size));
}

/** Items pushed one after the other; the stack pointer moves at the end. */
export class Pushes {
  readonly #processor: Processor;
  readonly #size: ItemSize;
  #pointer: number;

  constructor(processor: Processor, size: ItemSize) {
    this.#processor = processor;
    this.#size = size;
    this.#pointer = processor.stackPointer();
  }

  push(value: bigint): void {
    const processor = this.#processor;
    this.#pointer = processor.stackOffset(this.#pointer, -this.#size);
    if (this.#size === 8) processor.write64(processor.ss, this.#pointer, value);
    else {
      const bits = BigInt.asUintN(8 * this.#size, value);
      processor.write(processor.ss, this.#pointer, this.#size, Number(bits));
    }
  }

  /** Moves the stack pointer. */
  commit(): void {
    this.#processor.setStackPointer(this.#pointer);
  }
}

/** Removes bytes from the stack. */
export function release(processor: Processor, bytes: number): void {
  processor.setStackPointer(processor.stackOffset(processor.stackPointer(), bytes));
}

/** Pushes 2 or 4 bytes. */
export function push(processor: Processor, size: 2 | 4, value: number): void {
  const pointer = processor.stackOffset(processor.stackPointer(), -size);
  processor.write(processor.ss, pointer, size, value);
  processor.setStackPointer(pointer);
}

export function push64(processor: Processor, value: bigint): void {
  const pointer = processor.stackOffset(processor.stackPointer(), -8);
  processor.write64(processor.ss, pointer, value);
  processor.setStackPointer(pointer);
}
