// What a message says: shown only when asked for, with a reason where the role needs one; the service
// writes every reading into the audit.
import {useState} from 'preact/hooks';
import type {Content, Explained} from '../api';
import {api, ApiError} from '../client';
import {may} from '../session';
import {save} from '../parts/copy';
import {TextArea} from '../parts/field';
import {Failed, Notice} from '../parts/states';
import {Foreign, ForeignText} from './foreign';
import {partWord, say} from './words';

const shortest = 8;

export function ContentView({of, path}: {of: Explained; path: string}) {
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [shown, setShown] = useState<Content | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  if (!of.can.includes('content')) return <p class="soft">{say(may('message.body') ? 'content.gone' : 'content.not_yours')}</p>;
  if (shown) return <Shown of={shown} item={of} path={path} hide={() => setShown(null)} />;
  const asks = may('message.body') === 'with-reason';
  const run = async (event: Event): Promise<void> => {
    event.preventDefault();
    const short = asks && reason.trim().length < shortest;
    setFault(short ? say('content.reason_short', {count: shortest}) : null);
    if (short) return;
    setBusy(true);
    setError(null);
    try {
      setShown(await api.post<Content>(`${path}/content`, asks ? {reason: reason.trim()} : {}));
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return (
    <form class="stack" onSubmit={(event) => void run(event)} noValidate>
      <p class="soft">{say('content.lead')}</p>
      {asks && <TextArea label={say('content.reason')} hint={say('content.reason_hint')} error={fault} value={reason} onValue={setReason} maxLength={500} required dir="auto" rows={3} />}
      {error !== null && (error instanceof ApiError && error.status === 410 ? <p class="fault" role="alert">{say('content.gone')}</p> : <Failed error={error} />)}
      <div class="actions"><button type="submit" disabled={busy}>{say('content.show')}</button></div>
    </form>
  );
}

function Shown({of, item, path, hide}: {of: Content; item: Explained; path: string; hide: () => void}) {
  const parts = [['text', of.text], ['caption', of.caption]] as const;
  const kept = item.media.filter((one) => one.state === 'stored' || one.state === 'filed');
  return (
    <div class="stack" aria-live="polite">
      <Notice><p>{say('content.recorded')}</p></Notice>
      {parts.map(([name, text]) => text && <div key={name}><h3>{say(`content.${name}`)}</h3><ForeignText text={text} /></div>)}
      {!of.text && !of.caption && <p class="soft">{say('content.empty')}</p>}
      {of.contact && <p><span class="soft">{say('content.contact')}:</span> <Foreign>{of.contact}</Foreign></p>}
      {kept.map((one) => <SaveMedia key={one.part} part={one.part} path={path} />)}
      <div class="actions"><button type="button" onClick={hide}>{say('content.hide')}</button></div>
    </div>
  );
}

// Kept as a file, never shown here: the page runs nothing of what a sender sent.
function SaveMedia({part, path}: {part: string; path: string}) {
  const [error, setError] = useState<unknown>(null);
  const number = part.split(':')[1] ?? '0';
  const run = (): void => {
    setError(null);
    api.bytes(`${path}/media/${number}`).then((bytes) => save(bytes, `attachment-${Number(number) + 1}`), setError);
  };
  return (
    <div>
      <button type="button" onClick={run}>{say('content.media', {number: Number(number) + 1})}<span class="unseen"> ({partWord(part)})</span></button>
      {error !== null && <Failed error={error} />}
    </div>
  );
}
