// Text and one file. Enter sends, Shift and Enter breaks the line.
import {useRef, useState} from 'preact/hooks';
import {t} from '../ground/language';

export function Composer({send}: {send: (text: string, file: File | null) => void}) {
  const [text, setText] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const writing = useRef<HTMLTextAreaElement>(null);
  const unchoose = () => {
    setFile(null);
    if (picker.current) picker.current.value = '';
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (!text.trim() && !file) return;
    send(text.trim(), file);
    setText('');
    unchoose();
    writing.current?.focus();
  };
  return (
    <form class="composer" onSubmit={submit}>
      <label class="round attach" title={t('attach')}>
        <span aria-hidden="true">+</span><span class="hidden">{t('attach')}</span>
        <input ref={picker} type="file" class="hidden" onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)} />
      </label>
      <div class="field">
        {file && <div class="chosen"><bdi>{file.name}</bdi>
          <button type="button" aria-label={t('detach')} onClick={unchoose}>×</button></div>}
        <textarea ref={writing} rows={1} dir="auto" maxLength={4096} aria-label={t('message')} placeholder={t('message')} value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => { if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event); }} />
      </div>
      <button type="submit" class="round main" aria-label={t('send')}><span class="arrow" aria-hidden="true">➤</span></button>
    </form>
  );
}
