// Where to go after sign-in: a page of the console («/authorize/12»), or one of this very host. Anything else is
// nowhere, so that a link cannot lead people out.
import {href} from '../router';
import {areaOf} from '../routes';

export function safeNext(next: string | null): string | null {
  if (!next || /[\\\s]/.test(next)) return null;
  const path = next.replace(/^#?\/?/, '');
  if (areaOf(path.split('?')[0] ?? '')) return href(path);
  if (!next.startsWith('/') || next.startsWith('//')) return null;
  const there = new URL(next, location.origin);
  return there.origin === location.origin ? there.pathname + there.search + there.hash : null;
}
