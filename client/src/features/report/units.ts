/** A number and its unit stay on one line of a narrow table. */
export function withUnits(markdown: string): string {
  return markdown.replace(/(\d) (?=(?:bytes|[KMG]iB|%|dB|points?)(?![\w`]))|(×) (?=\d)/g, '$1$2\u00a0');
}
