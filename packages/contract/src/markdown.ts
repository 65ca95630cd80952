/**
 * A table with its columns padded, so that it reads well as text, too. The first row is the head.
 */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) =>
    row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')),
  );
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(3, ...cells.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[], fill: string): string =>
    `| ${widths.map((width, column) => padded(row[column] ?? '', width, fill)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head, ' '), line([], '-'), ...body.map((row) => line(row, ' '))].join('\n');
}

function padded(text: string, width: number, fill: string): string {
  return text + fill.repeat(Math.max(0, width - text.length));
}
