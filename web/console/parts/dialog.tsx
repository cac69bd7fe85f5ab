// Questions over the page: the browser's own <dialog>, so that focus stays inside and comes back.
import type {ComponentChildren} from 'preact';
import {useEffect, useId, useRef, useState} from 'preact/hooks';
import {t} from '../../ground/language';
import {Fault} from './fault';

interface DialogSettings { title: string; close: () => void; blocking?: boolean; cover?: boolean; broad?: boolean; children: ComponentChildren }

// `blocking`: Escape does not close it. `cover`: nothing behind it can be read.
export function Dialog({title, close, blocking, cover, broad, children}: DialogSettings) {
  const place = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const here = place.current;
    const before = document.activeElement as HTMLElement | null;
    if (here && !here.open) here.showModal();
    return () => {
      if (here?.open) here.close();
      before?.focus?.();
    };
  }, []);
  return (
    <dialog ref={place} class={[cover ? 'cover' : '', broad ? 'broad' : ''].join(' ').trim()} aria-labelledby={id}
            onCancel={(event) => {
              event.preventDefault();
              if (!blocking) close();
            }}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

interface ConfirmSettings {
  title: string;
  children?: ComponentChildren;
  action: string;
  danger?: boolean;
  broad?: boolean;
  check?: () => boolean;          // false: something is not filled in yet, and the form says so itself
  run: () => Promise<unknown>;    // its failure is shown
  done?: () => void;              // after it went well; without it the dialog closes
  close: () => void;
}

export function Confirm({title, children, action, danger, broad, check, run, done, close}: ConfirmSettings) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setError(null);
    if (check && !check()) return;
    setBusy(true);
    try {
      await run();
      (done ?? close)();
    } catch (reason) {
      setError(reason);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} close={close} {...(broad ? {broad} : {})}>
      <form onSubmit={submit}>
        {children}
        <Fault error={error} />
        <div class="actions">
          <button type="submit" class={danger ? 'danger main' : 'main'} disabled={busy}>{action}</button>
          <button type="button" onClick={close}>{t('action.cancel')}</button>
        </div>
      </form>
    </Dialog>
  );
}
