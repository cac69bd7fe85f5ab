import {afterEach, describe, expect, it, vi} from 'vitest';
import {Door, noKeys} from './door';

const bundle = JSON.stringify({resourceType: 'Bundle', entry: []});
const asked = (): Headers[] => vi.mocked(fetch).mock.calls.map(([, init]) => new Headers(init?.headers));

describe('a look for news', () => {
  afterEach(() => vi.unstubAllGlobals());
  const look = async (base: string, background: boolean): Promise<Headers[]> => {
    vi.stubGlobal('fetch', vi.fn(async () => new Response(bundle)));
    await new Door(base, noKeys).all('Communication', '_count=1', undefined, background);
    return asked();
  };
  it('says so to our own server, so that it keeps nobody signed in', async () => {
    expect((await look(`${location.origin}/fhir`, true)).map((headers) => headers.get('X-Background'))).toEqual(['1']);
    expect((await look(`${location.origin}/fhir`, false)).map((headers) => headers.get('X-Background'))).toEqual([null]);
  });
  it('sends a server of another origin nothing that it does not know', async () => {
    expect((await look('https://ehr.example/r4', true)).map((headers) => headers.get('X-Background'))).toEqual([null]);
  });
});
