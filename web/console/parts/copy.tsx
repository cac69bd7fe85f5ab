// Values to take elsewhere: to the clipboard, or as a file.
import {useEffect, useState} from 'preact/hooks';
import {t} from '../../ground/language';
import {api, type Query} from '../client';
import {failure} from './words';

export function CopyButton({value, name}: {value: string; name: string}) {
  const [done, setDone] = useState<'' | 'copied' | 'failed'>('');
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(''), 4000);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = (): void => {
    // Outside https and loopback there is no clipboard.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (!clipboard) setDone('failed');
    else clipboard.writeText(value).then(() => setDone('copied'), () => setDone('failed'));
  };
  return (
    <button type="button" class="small" onClick={copy}>
      <span aria-live="polite">{t(done ? `copy.${done}` : 'copy.copy')}</span>
      <span class="unseen"> {name}</span>
    </button>
  );
}

// A value with its button.
export const Copyable = ({value, name}: {value: string; name: string}) =>
  <span class="copyable"><code dir="ltr">{value}</code><CopyButton value={value} name={name} /></span>;

export function save(blob: Blob, file: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// A list as CSV; the service asks for the second factor and writes down who took it.
export function CsvButton({path, query = {}, file}: {path: string; query?: Query; file: string}) {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      save(await api.csv(path, query), file);
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
  };
  return (
    <>
      <button type="button" disabled={busy} onClick={() => void run()}>{t('csv.download')}</button>
      {error !== null && <p class="field-fault" role="alert">{failure(error)}</p>}
    </>
  );
}
