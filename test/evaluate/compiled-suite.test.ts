/** One suite, four engines: the two that define and explain the rules, and the two compiled ones. */
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import { evaluatorSuite } from "../suites/evaluator.suite.ts";
import { generated, interpreted, packFields, violatedBy } from "../support/packed.ts";
import { book, failing } from "../support/questions.ts";

const reference = new ReferenceEvaluator(book, undefined, { remember: true });
const atRunTime = interpreted();

evaluatorSuite({ name: "explain", violated: (question) => failing(question) }, 3_000);
evaluatorSuite(
  {
    name: "json-rules-engine",
    violated: async (question) =>
      [...(await reference.statuses(question))]
        .filter(([, status]) => status === "fail")
        .map(([id]) => id),
  },
  300,
);
evaluatorSuite(
  {
    name: "generated code",
    violated: ({ fields }) => violatedBy(generated.for(fields), packFields(fields)),
  },
  10_000,
);
evaluatorSuite(
  {
    name: "rules compiled at run time",
    violated: ({ fields }) => violatedBy(atRunTime.for(fields), packFields(fields)),
  },
  10_000,
);
