// The bubbles, each with what became of it. Every word is a text node.
import {useEffect, useRef} from 'preact/hooks';
import {known, t} from '../ground/language';
import type {Status} from './bridge';
import type {Attached, Fate, Sent} from './sending';

const moods: Record<string, string> = {filed: 'good', noted: 'good', held: 'wait', dropped: 'bad', failed: 'bad'};

function told(status: Status): string {
  const step = known(`progress.${status.progress}`) ? t(`progress.${status.progress}`) : status.progress;
  if (!status.reason) return step;
  const key = `reasons.${status.reason}`;
  return t('because', {step, reason: known(key) ? t(key) : status.why || status.reason});
}

function FateLine({fate}: {fate: Fate}) {
  if (fate.state === 'sending') return <span class="fate">{t('sending')}</span>;
  if (fate.state === 'told') return <span class="fate" data-mood={moods[fate.status.progress] ?? ''}>{told(fate.status)}</span>;
  return <span class="fate" data-mood="bad">{t('notSent')} {fate.problem ? <bdi lang="en">{fate.problem}</bdi> : t('unreachable')}</span>;
}

function Preview({file}: {file: Attached}) {
  if (file.kind === 'image') return <img src={file.url} alt={t('picture')} />;
  if (file.kind === 'audio') return <audio controls src={file.url} aria-label={t('recording')} />;
  return <span class="paper"><span aria-hidden="true">📄</span> <bdi>{file.name}</bdi></span>;
}

export function Chat({messages}: {messages: Sent[]}) {
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => end.current?.scrollIntoView({block: 'end'}), [messages]);
  return (
    <div class="chat" role="log" tabIndex={0} aria-label={t('messages')}>
      <ol>
        {messages.map((one, index) => (
          <li key={one.id} class="bubble" ref={index === messages.length - 1 ? end : undefined}>
            <span class="who"><bdi>{one.who}</bdi></span>
            {one.file && <Preview file={one.file} />}
            {one.text && <p class="said" dir="auto">{one.text}</p>}
            <FateLine fate={one.fate} />
          </li>
        ))}
      </ol>
    </div>
  );
}
