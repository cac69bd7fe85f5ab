// «Chrome, Linux» of a User-Agent text; null when neither is known. Browsers that call themselves by another's
// name come first.
const browsers: [RegExp, string][] = [[/\bEdg(?:e|A|iOS)?\//, 'Edge'], [/\bOPR\//, 'Opera'], [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrom(?:e|ium)\/|\bCriOS\/|\bHeadlessChrome\//, 'Chrome'], [/\bSafari\//, 'Safari'], [/\bcurl\//, 'curl']];
const systems: [RegExp, string][] = [[/\biPhone\b/, 'iPhone'], [/\biPad\b/, 'iPad'], [/\bAndroid\b/, 'Android'], [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'], [/\bMac OS X\b/, 'macOS'], [/\bLinux\b/, 'Linux']];

const find = (list: [RegExp, string][], text: string): string | undefined => list.find(([mark]) => mark.test(text))?.[1];

export function browserOf(agent: string): string | null {
  const found = [find(browsers, agent), find(systems, agent)].filter(Boolean);
  return found.length > 0 ? found.join(', ') : null;
}
