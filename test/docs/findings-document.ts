import { FINDINGS, SEVERITIES } from '../../lib/logging-setup/findings/catalogue';
import { code, plain, table } from './markdown';

/** Part of docs/logging.md: all findings, the worst first. */
export function renderFindings(): string {
  const found = Object.entries(FINDINGS).sort(
    ([, a], [, b]) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity),
  );
  const rows = found.map(([id, { severity, meaning, remedy }]) => [code(id), severity, plain(meaning), plain(remedy)]);
  return `\n${table(['Finding', 'Severity', 'It means', 'What to do'], rows)}\n`;
}
