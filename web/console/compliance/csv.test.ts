import {describe, expect, it} from 'vitest';
import {Client} from '../client';

// Two pages of a list, as the service sends them.
const asked: string[] = [];
const answers: Record<string, [string, string | null]> = {'': ['seq,event\r\n3,c\r\n2,b\r\n', '2'], 2: ['seq,event\r\n1,a\r\n', null]};
const send: typeof fetch = async (url) => {
  asked.push(String(url));
  const [text, next] = answers[new URL(String(url), 'http://here').searchParams.get('cursor') ?? ''] ?? ['', null];
  return new Response(text, {status: 200, headers: next ? {'X-Next-Cursor': next} : {}});
};

describe('an export', () => {
  it('has every page and its heads once', async () => {
    const blob = await new Client(send).csv('/audit', {about: 'Patient/1'});
    const text = await new Promise<string>((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result));
      reader.readAsText(blob);
    });
    expect(text).toBe('seq,event\r\n3,c\r\n2,b\r\n1,a\r\n');
    expect(asked).toHaveLength(2);
  });
});
