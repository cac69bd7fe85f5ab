// Recovery codes, shown once: to copy, to print or to keep as a file.
import {t} from '../../ground/language';
import {CopyButton, save} from './copy';

export function RecoveryCodes({codes}: {codes: string[]}) {
  const text = `${codes.join('\n')}\n`;
  return (
    <div class="stack">
      <p class="notice warn">{t('recovery.once')}</p>
      <ol class="codes" dir="ltr" aria-label={t('recovery.list')}>{codes.map((one) => <li key={one}><code>{one}</code></li>)}</ol>
      <div class="actions">
        <CopyButton value={text} name={t('recovery.list')} />
        <button type="button" class="small" onClick={() => window.print()}>{t('recovery.print')}</button>
        <button type="button" class="small" onClick={() => save(new Blob([text], {type: 'text/plain'}), 'recovery-codes.txt')}>{t('recovery.file')}</button>
      </div>
    </div>
  );
}
