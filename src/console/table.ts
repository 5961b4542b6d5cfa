/**
 * Rows below a row of headings, in columns; on a terminal that is too narrow for them each row as a list
 * of its own, the first cell above, the others each behind its heading.
 */
export function tableLines(rows: readonly (readonly string[])[], columns: number | null): string[] {
  const [headings = [], ...bodies] = rows;
  const widths = headings.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  if (columns === null || lines.every((line) => line.length <= columns)) return lines;
  const labels = headings.map((heading) => heading.toLowerCase());
  const width = Math.max(...labels.slice(1).map((label) => label.length));
  return bodies.flatMap(([first = '', ...rest]) => [
    first,
    ...rest.map((cell, at) => `  ${(labels[at + 1] ?? '').padEnd(width)}  ${cell}`),
  ]);
}
