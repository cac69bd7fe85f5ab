// A photo, voice note, video, PDF or other file. Bytes are read when the place comes into view, large
// ones when they are asked for; what is not there yet is said to be so.
import {useEffect, useState} from 'preact/hooks';
import {t} from '../../ground/language';
import {bytesOf, plainType} from '../fhir/attachment';
import type {FilePart, Message} from '../thread/message';
import {Icon, type Sign} from './icons';
import {labelOf} from './labels';
import {usePage} from './page';
import {useSeen} from './seen';
import {Marked} from './Text';

const atOnce: Record<FilePart['view'], number> = {image: 8e6, audio: 4e6, pdf: 2e6, video: 0, none: 0};
const signs: Record<FilePart['view'], Sign> = {image: 'picture', audio: 'sound', video: 'film', pdf: 'paper', none: 'paper'};
type State = { at: 'rest' | 'reading' | 'failed' } | { at: 'here'; url: string };

// The symbols are the same in every language; with them after the number it reads alike from either side.
function sizeOf(bytes: number | undefined): string {
  if (!bytes) return '';
  const [amount, unit] = bytes < 1e6 ? [Math.max(1, Math.round(bytes / 1e3)), 'kB'] : [Math.round(bytes / 1e5) / 10, 'MB'];
  return `${new Intl.NumberFormat(document.documentElement.lang).format(amount as number)}\u00A0${unit}`;
}

function useBytes(part: FilePart): { state: State; read: () => void } {
  const {session} = usePage();
  const [state, setState] = useState<State>({at: 'rest'});
  const url = state.at === 'here' ? state.url : null;
  useEffect(() => () => { if (url) URL.revokeObjectURL(url); }, [url]);
  const read = async () => {
    if (state.at === 'reading' || state.at === 'here' || !part.attachment) return;
    setState({at: 'reading'});
    try {
      setState({at: 'here', url: URL.createObjectURL(await bytesOf(session.door, part.attachment))});
    } catch { setState({at: 'failed'}); }
  };
  return {state, read: () => void read()};
}

// Formats that this browser cannot show (AMR, some videos) are still there to be saved.
function Player({part, url, title}: { part: FilePart; url: string; title: string }) {
  const page = usePage();
  const [broken, setBroken] = useState(false);
  if (broken) return <p class="note">{t('file.unplayable')}</p>;
  if (part.view === 'image') {
    return (
      <button type="button" class="photo" onClick={() => page.zoom({url, name: part.name, said: title})}>
        <img src={url} alt={t('file.zoom', {label: title})} onError={() => setBroken(true)} />
      </button>
    );
  }
  if (part.view === 'audio') return <audio controls preload="metadata" src={url} aria-label={title} onError={() => setBroken(true)} />;
  if (part.view === 'video') return <video controls preload="metadata" src={url} aria-label={title} onError={() => setBroken(true)} />;
  return null;
}

function Actions({part, state, read, name}: { part: FilePart; state: State; read: () => void; name: string }) {
  if (state.at === 'here') {
    return (
      <>
        {part.view === 'pdf' && <a class="small" href={state.url} target="_blank" rel="noopener noreferrer">{t('file.open')}</a>}
        <a class="small" href={state.url} download={name}>{t('file.save')}</a>
      </>
    );
  }
  if (state.at === 'reading') return <span class="soft" role="status">{t('file.reading')}</span>;
  return <button type="button" class="small" onClick={read}>{t(state.at === 'failed' ? 'file.again' : part.view === 'video' ? 'file.play' : 'file.get')}</button>;
}

const extensions: Record<string, string> = {'image/jpeg': '.jpg', 'image/png': '.png', 'image/webp': '.webp', 'image/gif': '.gif', 'application/pdf': '.pdf',
  'audio/ogg': '.ogg', 'audio/mpeg': '.mp3', 'audio/mp4': '.m4a', 'audio/aac': '.aac', 'audio/amr': '.amr', 'video/mp4': '.mp4', 'video/3gpp': '.3gp'};

export function File({part, message, needle}: { part: FilePart; message: Message; needle: string }) {
  const {state, read} = useBytes(part);
  const small = part.attachment !== null && (part.attachment.size ?? 0) <= atOnce[part.view] && atOnce[part.view] > 0;
  const place = useSeen<HTMLElement>(small && message.fate !== 'wrong' ? read : null);
  const label = labelOf(part.type);
  if (part.state !== 'here') return <p class="note pending"><Icon sign={part.state === 'pending' ? 'clock' : 'alert'} />{t(`file.${part.state}`, {label})}</p>;
  const name = part.name || label + (extensions[plainType(part.attachment?.contentType)] ?? '');
  return (
    <figure ref={place} class={`file ${part.view} ${state.at}`}>
      {part.view === 'image' && small && state.at !== 'here' && <div class="waiting" />}
      {state.at === 'here' && <Player part={part} url={state.url} title={part.name || label} />}
      <figcaption>
        <span class="label"><Icon sign={signs[part.view]} />{part.name ? <bdi class="filename"><Marked text={part.name} needle={needle} /></bdi> : label}</span>
        <bdi class="soft" dir="ltr">{sizeOf(part.attachment?.size)}</bdi>
        {part.view === 'none' && <span class="soft">{t('file.saveOnly')}</span>}
        <span class="actions noprint"><Actions part={part} state={state} read={read} name={name} /></span>
        {state.at === 'failed' && <span class="note" role="alert">{t('file.failed')}</span>}
      </figcaption>
    </figure>
  );
}
