// The review queue: contacts on the left, the chosen one with its likely patients beside it. Two people may
// work on it at once: whoever comes second is told so kindly and sees the list as it now is.
import {useEffect, useRef, useState} from 'preact/hooks';
import type {Waiting} from '../api';
import {Page} from '../parts/page';
import {Empty, Failed, Loading, Notice, type Tone} from '../parts/states';
import {useList} from '../parts/load';
import {t} from '../../ground/language';
import {type Asked, Chosen} from './chosen';
import {Contacts} from './contacts';
import {KeyList} from './key_list';
import {stayAt} from './keys';
import {say} from './words';

export function Queue() {
  const list = useList<Waiting>('/review');
  const keys = list.items.map((item) => item.key);
  const before = useRef<string[]>([]);
  const [chosen, setChosen] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [told, setTold] = useState<{tone: Tone; text: string} | null>(null);
  const place = useRef<HTMLElement>(null);
  const listed = useRef<HTMLUListElement>(null);
  const known = keys.join(' ');
  useEffect(() => {
    const next = stayAt(before.current, chosen, keys);
    before.current = keys;
    if (next !== chosen) setChosen(next);
  }, [known]);
  const item = list.items.find((one) => one.key === chosen) ?? null;
  const settle = (tone: Tone, text: string, gone: boolean): void => {
    setAsked(null);
    setTold({tone, text});
    if (gone && item) list.change((items) => items.filter((one) => one.key !== item.key));
    // Others of the same contact may have moved along with it.
    list.again();
    listed.current?.focus();
  };
  const count = list.more ? say('many', {count: list.items.length}) : String(list.items.length);
  return (
    <Page title={list.items.length > 0 ? say('title_count', {count}) : say('title')} lead={say('lead')} actions={<KeyList />}>
      <div aria-live="polite">{told && <Notice tone={told.tone}><p>{told.text}</p></Notice>}</div>
      {list.state === 'loading' && keys.length === 0 && <Loading />}
      {list.state === 'failed' && <Failed error={list.error} again={list.again} />}
      {list.state === 'here' && keys.length === 0 && <div class="panel"><Empty>{say('none')}</Empty></div>}
      {keys.length > 0 && (
        <div class="queue">
          <div class="queue-list panel">
            <Contacts items={list.items} chosen={chosen} place={listed} choose={setChosen} ask={setAsked}
                      open={() => place.current?.focus()} />
            {list.more && <p class="more"><button type="button" disabled={list.busy} onClick={list.more}>{t('list.more')}</button></p>}
          </div>
          {item && <Chosen key={item.key} item={item} place={place} asked={asked} ask={setAsked} settle={settle} />}
        </div>)}
    </Page>
  );
}
