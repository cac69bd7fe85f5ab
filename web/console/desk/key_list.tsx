// Which keys the list knows.
import {useState} from 'preact/hooks';
import {Dialog} from '../parts/dialog';
import {t} from '../../ground/language';
import {say} from './words';

const keys = [['↑ ↓', 'move'], ['Home End', 'ends'], ['Enter', 'open'], ['1 – 9', 'choose'], ['N', 'not_ours'], ['/', 'search'], ['?', 'help']] as const;

export function KeyList() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button id="key-list" type="button" onClick={() => setOpen(true)}>{say('keys.title')}</button>
      {open && (
        <Dialog title={say('keys.title')} close={() => setOpen(false)}>
          <p>{say('keys.lead')}</p>
          <dl class="keys">{keys.map(([key, name]) => (
            <div key={name}><dt dir="ltr">{key.split(' ').map((one) => (one === '–' ? ' – ' : <kbd key={one}>{one}</kbd>))}</dt><dd>{say(`keys.${name}`)}</dd></div>))}</dl>
          <div class="actions"><button type="button" onClick={() => setOpen(false)}>{t('action.close')}</button></div>
        </Dialog>)}
    </>
  );
}
