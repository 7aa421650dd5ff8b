/**
 * Single mutations of TypeScript: every operator, number, truth value and condition changed alone;
 * in the generators also those in the texts they write.
 */
import ts from "typescript";

export interface Mutant {
  /** Path in the repository. */
  file: string;
  /** The whole file after the change. */
  text: string;
  line: number;
  /** The line and the change, the same until the line itself is edited. */
  name: string;
}

const OPERATORS: Readonly<Record<string, string>> = {
  "===": "!==",
  "!==": "===",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "&&": "||",
  "||": "&&",
  "+": "-",
  "-": "+",
  "*": "+",
  "&": "|",
  "|": "&",
  "^": "|",
  "<<": ">>",
  ">>": "<<",
  ">>>": ">>",
  "??": "&&",
  "+=": "-=",
  "-=": "+=",
  "&=": "|=",
  "|=": "&=",
};

type Change = readonly [from: number, to: number, by: string];

/** An operator between spaces, a number, a sign before an operand, a truth value. */
const IN_TEXTS =
  /(?<=^|\s)(?:===|!==|<=|>=|>>>|<<|>>|&&|\|\||\|=|\+=|[<>&|^+-])(?=\s|$)|-\d+\b|(?<![\w.$])\d+\b|[!~](?=[\w(])|\b(?:true|false)\b/g;
const COMMENT = /^\s*(?:\*|\/\*|\/\/)/;

/** @param texts whether to change the strings and templates as well */
export function mutantsOf(file: string, text: string, texts: boolean): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const changes: Change[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isThrowStatement(node)) return;
    const by = replacement(node);
    const place = ts.isBinaryExpression(node)
      ? node.operatorToken
      : ts.isConditionalExpression(node)
        ? node.condition
        : ts.isIfStatement(node)
          ? node.expression
          : node;
    if (by !== undefined) changes.push([place.getStart(), place.getEnd(), by]);
    if (texts && (ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node))) {
      changes.push(...changesInText(text, node.getStart() + 1, node.getEnd() - 1));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const seen = new Map<string, number>();
  return changes.map(([from, to, by]) => {
    const line = source.getLineAndCharacterOfPosition(from).line + 1;
    const was = text.slice(from, to);
    const label = `${lineAt(text, from).trim()} :: ${was} -> ${by}`.replace(/\s+/g, " ");
    const times = (seen.get(label) ?? 0) + 1;
    seen.set(label, times);
    const name = times === 1 ? label : `${label} (${times})`;
    return { file, text: text.slice(0, from) + by + text.slice(to), line, name };
  });
}

function replacement(node: ts.Node): string | undefined {
  if (ts.isBinaryExpression(node)) return OPERATORS[node.operatorToken.getText()];
  if (ts.isNumericLiteral(node)) return String(Number(node.text) + 1);
  if (ts.isBigIntLiteral(node)) return `${BigInt(node.text.slice(0, -1)) + 1n}n`;
  if (node.kind === ts.SyntaxKind.TrueKeyword) return "false";
  if (node.kind === ts.SyntaxKind.FalseKeyword) return "true";
  if (ts.isConditionalExpression(node)) return `!(${node.condition.getText()})`;
  if (ts.isIfStatement(node)) return `!(${node.expression.getText()})`;
  if (!ts.isPrefixUnaryExpression(node)) return undefined;
  const { operator, operand } = node;
  const isSign =
    operator === ts.SyntaxKind.TildeToken || operator === ts.SyntaxKind.ExclamationToken;
  return isSign ? `(${operand.getText()})` : undefined;
}

function changesInText(text: string, from: number, to: number): Change[] {
  const changes: Change[] = [];
  for (const { 0: was, index } of text.slice(from, to).matchAll(IN_TEXTS)) {
    const at = from + index;
    if (COMMENT.test(lineAt(text, at))) continue;
    const by =
      was === "!" || was === "~"
        ? ""
        : was === "true"
          ? "false"
          : was === "false"
            ? "true"
            : was.startsWith("-") && was.length > 1
              ? "0"
              : /\d/.test(was)
                ? String(Number(was) + 1)
                : OPERATORS[was];
    if (by !== undefined) changes.push([at, at + was.length, by]);
  }
  return changes;
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf("\n", at);
  return text.slice(text.lastIndexOf("\n", at - 1) + 1, end < 0 ? undefined : end);
}
