// Search as people mean it: without case, accents and points, and with the way back to the places
// in the text as it stands.
const letter = (text: string): string => text.normalize('NFKD').replace(/\p{M}|\p{Cf}/gu, '').toLowerCase();

export function fold(text: string): string {
  return letter(text).replace(/\s+/g, ' ');
}

export interface Range { from: number; to: number }

// Every place of the folded needle in the text, as ranges of the text itself.
export function find(text: string, needle: string): Range[] {
  if (needle === '') return [];
  let folded = '';
  const places: number[] = [];   // of each folded unit, its place in the text
  let at = 0;
  for (const one of text) {
    const plain = /\s/.test(one) ? ' ' : letter(one);
    for (let i = 0; i < plain.length; ++i) places.push(at);
    folded += plain;
    at += one.length;
  }
  places.push(text.length);
  const found: Range[] = [];
  for (let i = folded.indexOf(needle); i !== -1; i = folded.indexOf(needle, i + needle.length)) {
    found.push({from: places[i]!, to: places[i + needle.length]!});
  }
  return found;
}
