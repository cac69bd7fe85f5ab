// The keys of the review queue. They work only while the list itself has the focus, so that no letter typed
// elsewhere does anything (WCAG 2.1.4).
export type Stroke = {to: number} | {choose: number} | 'open' | 'not_ours' | 'search' | 'help' | null;

// What a key means with `at` chosen out of `count`, and so many likely patients.
export function strokeOf(key: string, at: number, count: number, candidates: number): Stroke {
  if (count === 0) return null;
  const steps: Record<string, number> = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1, PageDown: at + 10, PageUp: at - 10};
  const to = steps[key];
  if (to !== undefined) return {to: Math.min(Math.max(to, 0), count - 1)};
  if (/^[1-9]$/.test(key)) return Number(key) <= candidates ? {choose: Number(key) - 1} : null;
  const letters: Record<string, Stroke> = {Enter: 'open', ' ': 'open', n: 'not_ours', N: 'not_ours', '/': 'search', '?': 'help'};
  return letters[key] ?? null;
}

// Where the choice goes when the list changed: it stays on its item; if that is gone, on what came after it.
export function stayAt(before: readonly string[], chosen: string | null, now: readonly string[]): string | null {
  if (chosen !== null && now.includes(chosen)) return chosen;
  const from = chosen === null ? 0 : Math.max(before.indexOf(chosen), 0);
  const next = before.slice(from).find((key) => now.includes(key));
  return next ?? now[Math.min(from, now.length - 1)] ?? null;
}
