/** The import rules of the house: each rule is a sentence, each comment says why. */
const inside = (folder) => `^src/${folder}/`;

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "A cycle means two files are one thing, or one of them knows too much.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "state-imports-nothing-but-field-widths",
      comment: "What a guest state is must not depend on what is checked about it.",
      severity: "error",
      from: { path: inside("state") },
      to: { pathNot: [inside("state"), "^src/generated/fields"] },
    },
    {
      name: "rules-do-not-know-engines",
      comment: "A rule is data; who evaluates it is not its business.",
      severity: "error",
      from: { path: inside("rules") },
      to: {
        path: [inside("evaluate"), inside("dumps"), inside("cli"), "json-rules-engine", "^node:"],
      },
    },
    {
      name: "reference-and-explain-share-no-code",
      comment:
        "Two engines that read bits with the same code agree on the same mistake. Types and rule data are shared.",
      severity: "error",
      from: { path: inside("evaluate/reference") },
      to: {
        path: "^(src|json-rules-engine)",
        pathNot: [
          inside("evaluate/reference"),
          "^src/evaluate/types",
          "^src/rules/types",
          "^src/state/normalize",
        ],
      },
    },
    {
      name: "explain-does-not-know-reference",
      comment: "The other half of the same wall.",
      severity: "error",
      from: { path: inside("evaluate/(explain|check)") },
      to: { path: [inside("evaluate/reference"), "json-rules-engine"] },
    },
    {
      name: "dumps-have-no-opinion-on-validity",
      comment: "A parser reports what the text says, whatever the rules think of it.",
      severity: "error",
      from: { path: inside("dumps") },
      to: { pathNot: [inside("dumps"), inside("state")] },
    },
    {
      name: "main-entry-runs-in-a-browser",
      comment:
        "Nothing the main entry reaches may need Node, the reference engine or a schema compiler.",
      severity: "error",
      from: { path: "^src/index" },
      to: { path: ["^node:", "json-rules-engine", "node_modules/ajv"], reachable: true },
    },
    {
      name: "node-only-in-the-command-line",
      comment: "Only the command line touches files and the process.",
      severity: "error",
      from: { path: "^src/", pathNot: inside("cli") },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "command-line-uses-public-entries",
      comment: "What the command line can do, a program can do with the package.",
      severity: "error",
      from: { path: inside("cli") },
      to: {
        path: "^src/",
        pathNot: [
          inside("cli"),
          "^src/(index|reference)\\.ts$",
          "^src/(transition|arbitraries|fuzz)/index\\.ts$",
        ],
      },
    },
    {
      name: "transition-is-handed-its-checker",
      comment: "The emulator produces states; who judges them is a parameter.",
      severity: "error",
      from: { path: inside("transition") },
      to: {
        path: "^src/",
        pathNot: [inside("transition"), inside("state"), "^src/evaluate/types"],
      },
    },
    {
      name: "arbitraries-are-built-from-the-rules",
      comment: "A generator built from the checker it tests cannot find that checker's mistakes.",
      severity: "error",
      from: { path: inside("arbitraries") },
      to: { path: [inside("evaluate"), inside("dumps"), inside("fuzz"), "^src/(api|index)"] },
    },
    {
      name: "fuzz-uses-public-entries",
      comment: "A campaign drives the package as any other program would.",
      severity: "error",
      from: { path: inside("fuzz") },
      to: {
        path: "^src/",
        pathNot: [inside("fuzz"), "^src/(index|reference)\\.ts$", "^src/arbitraries/index\\.ts$"],
      },
    },
    {
      name: "nobody-imports-the-command-line",
      comment: "It is the outermost room.",
      severity: "error",
      from: { pathNot: inside("cli") },
      to: { path: inside("cli") },
    },
    {
      name: "oracles-stand-alone",
      comment: "An expectation computed with the code it judges proves nothing.",
      severity: "error",
      from: { path: "^test/independent/" },
      to: { pathNot: "^test/independent/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "default"] },
  },
};
