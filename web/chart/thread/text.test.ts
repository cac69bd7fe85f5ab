import {describe, expect, it} from 'vitest';
import {safeName, safeType, viewOf} from '../fhir/attachment';
import {find, fold} from './fold';
import {directionOf, hasOverride, linesOf, piecesOf, readable} from './lines';

describe('hostile text', () => {
  it('finds addresses without swallowing what surrounds them, and none but http', () => {
    expect(piecesOf('see (https://a.example/x?y=1). ok').map((one) => one.link)).toEqual([null, 'https://a.example/x?y=1', null]);
    expect(piecesOf('javascript:alert(1) data:text/html,x file:///etc/passwd').every((one) => one.link === null)).toBe(true);
    expect(piecesOf('www.example.org')[0]?.link).toBe('https://www.example.org/');
    expect(piecesOf('https://').map((one) => one.text).join('')).toBe('https://');
    const long = `https://${'a'.repeat(70000)}`;
    expect(piecesOf(long).map((one) => one.text).join('')).toBe(long);
  });

  it('never loses a letter between the pieces', () => {
    for (const text of ['', 'a https://x.example b www.y.example, c', 'https://x.example', '😀https://x.example😀', '\u202Ehttps://x.example\u202C']) {
      expect(piecesOf(text).map((one) => one.text).join('')).toBe(text);
    }
  });

  it('takes lines apart at every kind of line end and knows their side', () => {
    expect(linesOf('a\r\nb\nc\u2028d')).toEqual(['a', 'b', 'c', 'd']);
    expect(directionOf('+972 שלום hello')).toBe('rtl');
    expect(directionOf('12 hello שלום')).toBe('ltr');
    expect(directionOf('+1 555')).toBeUndefined();
    expect(hasOverride('a\u202Eb')).toBe(true);
    expect(readable('a\u202E01\u202C')).toBe('a01\u202C');
  });

  it('makes file names harmless', () => {
    expect(safeName('photo\u202Egpj.exe', 'x')).toBe('photogpj.exe');
    expect(safeName('../../etc/passwd', 'x')).toBe('_.._etc_passwd');
    expect(safeName('מסמך חשוב.pdf', 'x')).toBe('מסמך חשוב.pdf');
    expect(safeName(`Z${'\u0301'.repeat(4096)}.pdf`, 'x').length).toBeLessThan(12);
    expect(safeName('\u0000\n ', 'Photo')).toBe('Photo');
  });

  it('gives no type to a Blob that a browser would run', () => {
    for (const type of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'IMAGE/SVG+XML; charset=utf-8', '', undefined]) {
      expect(safeType(type)).toBe('application/octet-stream');
      expect(viewOf({contentType: type ?? ''})).toBe('none');
    }
    expect(safeType('Image/JPEG; x=1')).toBe('image/jpeg');
  });
});

describe('search', () => {
  it('finds without case, accents and points, and marks the right place', () => {
    expect(find('La Analítica de sangre', fold('ANALITICA'))).toEqual([{from: 3, to: 12}]);
    const text = '👍 שָׁלוֹם לך';
    const [hit] = find(text, fold('שלום'));
    expect(text.slice(hit!.from, hit!.to)).toBe('שָׁלוֹם');
    expect(find('aaaa', 'aa')).toHaveLength(2);
    expect(find('x', '')).toEqual([]);
  });

  it('bears 4,096 combining marks', () => {
    const text = `Z${'\u0301\u0323\u0334\u0351'.repeat(1024)}algo`;
    expect(find(text, fold('zalgo'))).toEqual([{from: 0, to: text.length}]);
  });
});
