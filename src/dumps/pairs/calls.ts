/** What the name of a call says of what it does with its arguments. */

/** Calls of such names do not write what they are given. */
export const NO_WRITE: RegExp =
  /^(?:is|has|bit)|rd|read|get|fetch|load_?from|print|dump|show|log|trace|debug|info|warn|err|panic|expect|assert|require|check|verify|compare|equal|eq$|ne$|test|format|describe|offset|sizeof|name|stringify|case|index|exists|contains|bit_?set|remove|switch|sync_?from/i;
/** Words in the names of calls that write what they are given. */
export const WRITES: RegExp = /wr|set|put|store|vmw|assign|update|init/i;
/** What stands before the name of the field that a call sets. */
export const SETTER: RegExp = /^(?:set|write|with|put|store|assign)_?(?=[A-Za-z])/i;
/** Calls that set all of a structure to one byte. */
export const CLEARS: RegExp =
  /^(?:memset|bzero|ZeroMemory|RtlZeroMemory|SecureZeroMemory|explicit_bzero)$/;
