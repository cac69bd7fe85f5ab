// Text as lines, and lines as pieces: plain words and addresses that may be opened after a question.
export interface Piece { text: string; link: string | null }

const address = /\b(?:https?:\/\/|www\.)[^\s<>"'`\u2028\u2029]+/giu;

function linkOf(text: string): string | null {
  try {
    const url = new URL(/^www\./i.test(text) ? `https://${text}` : text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch { return null; }
}

export function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of line.matchAll(address)) {
    const text = found[0].replace(/[.,;:!?)\]}»”’\p{Cf}]+$/u, '');
    const link = linkOf(text);
    if (link === null) continue;
    if (found.index > from) pieces.push({text: line.slice(from, found.index), link: null});
    pieces.push({text, link});
    from = found.index + text.length;
  }
  if (from < line.length || pieces.length === 0) pieces.push({text: line.slice(from), link: null});
  return pieces;
}

export const linesOf = (text: string): string[] => text.split(/\r\n|[\n\r\u2028\u2029]/);

// Overrides reverse what is read («01» shown as «10»): left out where the text is shown, and said so.
const overrides = /[\u202D\u202E]/g;
export const hasOverride = (text: string): boolean => /[\u202D\u202E]/.test(text);
export const readable = (text: string): string => text.replace(overrides, '');

// Of the text as a whole, by its first letter: lines without letters (numbers) stand on that side.
export function directionOf(text: string): 'ltr' | 'rtl' | undefined {
  const first = /\p{L}/u.exec(text)?.[0];
  if (first === undefined) return undefined;
  return /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]|\p{Script=Adlam}|\p{Script=Nko}/u.test(first) ? 'rtl' : 'ltr';
}
