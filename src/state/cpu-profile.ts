/** One value of a CPU profile with the place it was taken from. */
export interface ProfileValue<T> {
  value: T;
  source: string;
  confidence: "measured" | "documented" | "inferred";
}

/** A CPU model: facts of the exchange JSON's `cpu` member, and whether two controls exist. */
export interface CpuProfile {
  name: string;
  title: string;
  year: number;
  facts: Record<string, ProfileValue<number | string | boolean>>;
  controls: {
    unrestrictedGuest?: ProfileValue<boolean>;
    ept?: ProfileValue<boolean>;
  };
  note?: string;
}
