/**
 * The value of one key in the server's statistics, which are one `key: value` per line; undefined
 * when this version of the server does not tell it.
 */
export function valueOf(text: string, key: string): string | undefined {
  const start = text.indexOf(`\n${key}: `);
  if (start < 0) return undefined;
  const from = start + key.length + 3;
  const end = text.indexOf('\n', from);
  return unquoted(text.slice(from, end < 0 ? undefined : end));
}

/** The same as a number; 0 when it is not told. */
export function numberOf(text: string, key: string): number {
  return Number(valueOf(text, key) ?? 0);
}

/** The entries of a list, one `- entry` per line. */
export function entriesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => unquoted(line.slice(2)));
}

// Newer servers quote names.
function unquoted(value: string): string {
  return value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
