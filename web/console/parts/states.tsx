// What stands where nothing can be shown (yet).
import type {ComponentChildren} from 'preact';
import {t} from '../../ground/language';
import type {Loaded} from './load';
import {ApiError} from '../client';
import {failure} from './words';

export const Loading = () => <p class="state" role="status"><span class="spin" aria-hidden="true" />{t('state.loading')}</p>;

export function Empty({children}: {children?: ComponentChildren}) {
  return <p class="state empty">{children ?? t('state.empty')}</p>;
}

export function Failed({error, again}: {error: unknown; again?: () => void}) {
  const code = error instanceof ApiError ? error.problem?.code : undefined;
  return (
    <div class="state failed" role="alert">
      <p><strong>{failure(error)}</strong></p>
      {code && <p class="soft"><code dir="ltr">{code}</code></p>}
      {again && <button type="button" onClick={again}>{t('state.again')}</button>}
    </div>
  );
}

// A loaded thing, or its state.
export function Here<T>({of, again, children}: {of: Loaded<T>; again?: () => void; children: (value: T) => ComponentChildren}) {
  if (of.state === 'loading') return <Loading />;
  if (of.state === 'failed') return again ? <Failed error={of.error} again={again} /> : <Failed error={of.error} />;
  return <>{children(of.value)}</>;
}

export type Tone = 'good' | 'warn' | 'bad' | 'plain';
export const Badge = ({tone = 'plain', children}: {tone?: Tone; children: ComponentChildren}) =>
  <span class={tone === 'plain' ? 'badge' : `badge ${tone}`}>{children}</span>;
// A sentence that matters, with its tone.
export const Notice = ({tone = 'plain', children}: {tone?: Tone; children: ComponentChildren}) =>
  <div class={tone === 'plain' ? 'notice' : `notice ${tone}`}>{children}</div>;
