// A yes, a no or a not-yet, said large, with its reason and what may be done about it.
import type {ComponentChildren} from 'preact';
import {ForeignText} from './foreign';
import {reasonNext, reasonWhy} from './words';

interface VerdictSettings { decision: string; word: string; reason?: string | null; server?: string | null; children?: ComponentChildren }

const signs: Record<string, string> = {permit: '✓', filed: '✓', deny: '✕', dropped: '✕', failed: '!', hold: '…', held: '…'};

export function Verdict({decision, word, reason, server, children}: VerdictSettings) {
  const next = reason ? reasonNext(reason) : '';
  return (
    <div class={`verdict ${decision}`}>
      <span class="verdict-sign" aria-hidden="true">{signs[decision] ?? '·'}</span>
      <div>
        <p class="verdict-word">{word}</p>
        {reason && <ForeignText text={reasonWhy(reason, server ?? null)} />}
        {next && <p>{next}</p>}
        {children}
      </div>
    </div>
  );
}
