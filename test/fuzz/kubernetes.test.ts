/**
 * examples/kubernetes-fuzz.yaml against the Kubernetes API: kubernetes-types has the types of its
 * OpenAPI description, and the compiler refuses members that a type does not have.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "../cli/command.ts";

const text = readFileSync(join(root, "examples/kubernetes-fuzz.yaml"), "utf8");

/** What the compiler says of manifests as literals of type Job; a list for each. */
function complaints(manifests: readonly unknown[]): string[][] {
  const folder = import.meta.dirname;
  const names = manifests.map((_, i) => join(folder, `manifest-${i}.ts`));
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: ["lib.es2023.d.ts"],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (name) => names.includes(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const at = names.indexOf(name);
    if (at < 0) return getSourceFile(name, ...rest);
    const source = `import type { Job } from "kubernetes-types/batch/v1";
      export const job: Job = ${JSON.stringify(manifests[at])};`;
    return ts.createSourceFile(name, source, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram(names, options, host);
  return names.map((name) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")),
  );
}

/** Named by the users of the API, or by the makers of resources: any name is right. */
const FREE: ReadonlySet<string> = new Set(["app", "cpu", "memory"]);

/** The manifest with one field misspelt, for each field that the API names. */
function misspelt(): [name: string, manifest: unknown][] {
  return text.split("\n").flatMap((line, at, lines): [string, unknown][] => {
    const name = /^ *(?:- )?(\w+):/.exec(line)?.[1];
    if (name === undefined || FREE.has(name)) return [];
    const wrong = lines.with(at, line.replace(`${name}:`, `${name}x:`)).join("\n");
    return [[`${name}x`, parse(wrong)]];
  });
}

const WRONG_TYPES: readonly [from: string, to: string][] = [
  ["completions: 8", 'completions: "8"'],
  ["parallelism: 8", "parallelism: [8]"],
  ["backoffLimitPerIndex: 3", "backoffLimitPerIndex: three"],
  ["restartPolicy: Never", "restartPolicy: 1"],
  ["mountPath: /campaign", "mountPath: true"],
  ['command: ["/bin/sh", "-c"]', "command: /bin/sh"],
  ["apiVersion: batch/v1", "apiVersion: batch/v1beta1"],
  ["kind: Job", "kind: CronJob"],
];

test("the manifest is a Job; a field misspelt or of a wrong type is not", () => {
  const wrong = misspelt();
  expect(wrong.length).toBeGreaterThan(20);
  const mistyped = WRONG_TYPES.map(([from, to]): [string, unknown] => {
    expect(text).toContain(from);
    return [to, parse(text.replace(from, to))];
  });
  const cases: [string, unknown][] = [["", parse(text)], ...wrong, ...mistyped];
  const [own, ...others] = complaints(cases.map(([, manifest]) => manifest));
  expect(own).toEqual([]);
  others.forEach((found, i) => {
    const name = cases[i + 1]?.[0] ?? "";
    expect(found, name).not.toEqual([]);
    if (i < wrong.length) expect(found.join()).toMatch(new RegExp(`'"?${name}"?'|is missing`));
  });
});

test("what types do not say: its parts fit together, and its shards are those of the command", () => {
  interface Manifest {
    spec: {
      completionMode: string;
      completions: number;
      parallelism: number;
      template: {
        spec: {
          restartPolicy: string;
          containers: { args: string[]; volumeMounts: { name: string; mountPath: string }[] }[];
          volumes: { name: string }[];
        };
      };
    };
  }
  const { spec } = parse(text) as Manifest;
  const pod = spec.template.spec;
  const [container] = pod.containers;
  expect(spec.completionMode).toBe("Indexed");
  // Demanded by backoffLimitPerIndex.
  expect(pod.restartPolicy).toBe("Never");
  expect(spec.parallelism).toBeLessThanOrEqual(spec.completions);
  expect(container?.volumeMounts.map(({ name }) => name)).toEqual(
    pod.volumes.map(({ name }) => name),
  );
  const [mount] = container?.volumeMounts ?? [];
  const args = container?.args.join(" ");
  expect(args).toContain(`--shard "$((JOB_COMPLETION_INDEX + 1))/${spec.completions}"`);
  expect(args).toContain(`--state "${mount?.mountPath}/shard-$JOB_COMPLETION_INDEX"`);
});
