/** Whether what a state folder holds has the shape it was written in. */
type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === "string";
const isFlag: Test = (value) => typeof value === "boolean";
const isTime: Test = (value) => Number.isFinite(value);
const isCount: Test = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isAnyObject: Test = (value) => typeof value === "object" && value !== null;
const isTextOrNull: Test = (value) => value === null || isText(value);
const listOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test);
const mapOf =
  (test: Test): Test =>
  (value) =>
    isAnyObject(value) && Object.values(value as object).every(test);
const objectOf =
  (shape: Readonly<Record<string, Test>>): Test =>
  (value) =>
    isAnyObject(value) &&
    Object.entries(shape).every(([name, test]) => test((value as Record<string, unknown>)[name]));

const isRange: Test = (value) => listOf(isCount)(value) && (value as unknown[]).length === 2;

const isFinding = objectOf({
  ...{ id: isText, kind: isText, rule: isTextOrNull, checker: isText },
  ...{ count: isCount, seed: isCount, index: isCount },
  ...{ template: isText, changed: listOf(isAnyObject), expect: isText, violated: listOf(isText) },
  ...{ answer: isAnyObject, explanation: isText, state: isAnyObject },
});

const isTotals = objectOf({
  ...{ states: isCount, invalid: isCount, undecided: isCount },
  ...{ disagreements: isCount, unexamined: isCount },
  ...{ hits: mapOf(isCount), findings: listOf(isFinding) },
});

const isParameters = objectOf({
  ...{ version: isText, seed: isCount, shard: isText },
  ...{ modes: listOf(isText), rules: listOf(isText), against: isTextOrNull, complete: isFlag },
});

/** A checkpoint, but for its format. */
export const isCheckpoint: Test = objectOf({
  ...{ parameters: isParameters, journal: isCount, done: listOf(isRange), totals: isTotals },
});

/** A line of a journal. */
export const isEntry: Test = objectOf({
  ...{ done: listOf(isRange), since: isTime, at: isTime, totals: isTotals },
});
