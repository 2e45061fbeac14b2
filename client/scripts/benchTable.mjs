/** The value that this share of the samples does not exceed. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Prints rows of a title and numbers under lines of headings; what was not measured is a dash. */
export function printTable(headings, rows) {
  const cells = rows.map(([title, ...values]) => [title, ...values.map(value => (Number.isNaN(value) ? '–' : value.toFixed(1)))]);
  const table = [...headings, ...cells];
  const widths = table[0].map((_, column) => Math.max(...table.map(row => row[column].length)));
  for (const row of table) console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '));
}
