import { readFileSync } from "node:fs";
import { StateError, check, cpuProfiles, type CpuProfile } from "../index.ts";
import { UsageError } from "./usage.ts";

/**
 * The profiles `--cpu` names: one by its name, one from a file (a profile, or the `cpu` member of
 * an exchange JSON), or every known one for `all`.
 *
 * @throws UsageError if there is no such profile or the file is none
 */
export function profilesFor(name: string): readonly CpuProfile[] {
  if (name === "all") return cpuProfiles;
  const known = cpuProfiles.find((profile) => profile.name === name);
  if (known !== undefined) return [known];
  if (!/[./\\]/.test(name)) {
    const names = cpuProfiles.map((profile) => profile.name).join(", ");
    throw new UsageError(`--cpu ${name}: no such profile; there are ${names}, all, or a file`);
  }
  const profile = profileFromFile(name);
  try {
    check({}, { cpu: profile });
  } catch (error) {
    if (error instanceof StateError) throw new UsageError(`--cpu ${name}: ${error.message}`);
    throw error;
  }
  return [profile];
}

function profileFromFile(file: string): CpuProfile {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(
      `--cpu ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new UsageError(`--cpu ${file}: neither a CPU profile nor an object of CPU facts`);
  }
  if (Object.hasOwn(content, "facts")) {
    const profile = content as Partial<CpuProfile>;
    for (const member of ["facts", "controls"] as const) {
      const value: unknown = profile[member] ?? (member === "controls" ? {} : undefined);
      const parts = isObject(value) ? Object.values(value) : [undefined];
      if (!parts.every((part) => isObject(part) && Object.hasOwn(part, "value"))) {
        throw new UsageError(`--cpu ${file}: /${member} must be an object of { value, source }`);
      }
    }
    return { year: 0, title: file, controls: {}, name: file, ...profile } as CpuProfile;
  }
  const facts: CpuProfile["facts"] = Object.fromEntries(
    Object.entries(content).map(([fact, value]) => [
      fact,
      { value: value as number | string | boolean, source: file, confidence: "measured" as const },
    ]),
  );
  return { name: file, title: `the facts in ${file}`, year: 0, facts, controls: {} };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
