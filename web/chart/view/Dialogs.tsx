// The three questions of the page as modal dialogs: open an address, look at a photo, who reviews.
import type {ComponentChildren} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {t} from '../../ground/language';
import type {Photo, Question} from './page';

export function Dialog({title, close, wide = false, children}: { title: string; close: () => void; wide?: boolean; children: ComponentChildren }) {
  const place = useRef<HTMLDialogElement>(null);
  useEffect(() => { if (!place.current?.open) place.current?.showModal(); }, []);
  return (
    <dialog ref={place} class={wide ? 'wide' : ''} aria-labelledby="dialog-title" onClose={close} onCancel={close}
      onClick={(event) => { if (event.target === place.current) place.current?.close(); }}>
      <div class="dialog"><h2 id="dialog-title">{title}</h2>{children}</div>
    </dialog>
  );
}
const shut = (event: Event) => (event.currentTarget as Element).closest('dialog')?.close();

export function LinkQuestion({question, close}: { question: Question; close: () => void }) {
  let host = '';
  try { host = new URL(question.url).host; } catch { /* piecesOf lets only readable addresses through */ }
  return (
    <Dialog title={t(`ask.${question.sort}.title`)} close={close}>
      <p>{t(`ask.${question.sort}.text`)}</p>
      <p class="host"><bdi dir="ltr">{host}</bdi></p>
      <p class="address"><bdi dir="ltr">{question.url}</bdi></p>
      <div class="buttons">
        <button type="button" onClick={shut}>{t('cancel')}</button>
        <a class="button main" href={question.url} target="_blank" rel="noopener noreferrer external" referrerpolicy="no-referrer" onClick={shut}>{t('ask.open')}</a>
      </div>
    </Dialog>
  );
}

const steps = [1, 1.5, 2, 3, 4, 6];

export function PhotoDialog({photo, close}: { photo: Photo; close: () => void }) {
  const [step, setStep] = useState(0);
  const pane = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLImageElement>(null);
  const zoom = steps[step]!;
  const by = (change: number) => setStep((now) => Math.min(steps.length - 1, Math.max(0, now + change)));
  const keys = (event: KeyboardEvent) => {
    const change: Record<string, number> = {'+': 1, '=': 1, '-': -1, '0': -steps.length};
    if (change[event.key] !== undefined) { by(change[event.key]!); event.preventDefault(); }
  };
  // Sizes are set through the object model: the CSP allows no style attributes.
  useEffect(() => {
    const box = pane.current;
    if (!image.current || !box) return;
    // What was in the middle stays there.
    const across = (box.scrollLeft + box.clientWidth / 2) / box.scrollWidth;
    const down = (box.scrollTop + box.clientHeight / 2) / box.scrollHeight;
    image.current.style.inlineSize = step === 0 ? '' : `${Math.round(zoom * 100)}%`;
    image.current.classList.toggle('fit', step === 0);
    box.scrollTo(across * box.scrollWidth - box.clientWidth / 2, down * box.scrollHeight - box.clientHeight / 2);
  }, [step]);
  return (
    <Dialog title={photo.said} close={close} wide>
      <div class="buttons top" onKeyDown={keys}>
        <button type="button" onClick={() => by(-1)} disabled={step === 0} aria-label={t('zoom.out')}>−</button>
        <span role="status">{t('zoom.now', {percent: Math.round(zoom * 100)})}</span>
        <button type="button" onClick={() => by(1)} disabled={step === steps.length - 1} aria-label={t('zoom.in')}>+</button>
        <button type="button" class="main" onClick={shut}>{t('close')}</button>
      </div>
      <div ref={pane} class="pane" tabIndex={0} role="region" aria-label={photo.said} onKeyDown={keys}>
        <img ref={image} class="fit" src={photo.url} alt={photo.said} onDblClick={() => by(step === 0 ? 2 : -steps.length)} />
      </div>
    </Dialog>
  );
}

// Only where nobody is signed in (the open demo): a review needs a name.
export function NameQuestion({answer}: { answer: (name: string | null) => void }) {
  const [name, setName] = useState('');
  return (
    <Dialog title={t('reviewer.title')} close={() => answer(null)}>
      <form method="dialog" onSubmit={(event) => { event.preventDefault(); if (name.trim()) answer(name.trim()); }}>
        <p>{t('reviewer.text')}</p>
        <label for="reviewer">{t('reviewer.label')}</label>
        <input id="reviewer" class="whole" autocomplete="name" maxLength={80} required value={name} onInput={(event) => setName(event.currentTarget.value)} />
        <div class="buttons"><button type="button" onClick={shut}>{t('cancel')}</button><button type="submit" class="main">{t('reviewer.ok')}</button></div>
      </form>
    </Dialog>
  );
}
