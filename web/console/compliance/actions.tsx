// Release and drop, each behind a question that says what will happen.
import {useState} from 'preact/hooks';
import type {Explained, Item} from '../api';
import {api, ApiError} from '../client';
import {Confirm} from '../parts/dialog';
import {Choose} from '../parts/field';
import {say} from './words';

const policies = ['dropped-by-staff', 'rejected-by-staff'];

interface ActionSettings { of: Explained; path: string; done: (told: string) => void }
export function Actions({of, path, done}: ActionSettings) {
  const [open, setOpen] = useState<'release' | 'drop' | null>(null);
  const [policy, setPolicy] = useState(policies[0] ?? '');
  const close = (): void => setOpen(null);
  const run = async (what: 'release' | 'drop'): Promise<void> => {
    try {
      await api.post<Item>(`${path}/${what}`, {...(what === 'drop' ? {policy} : {}), attempts: of.attempts});
      done(say(what === 'drop' ? 'do.dropped' : 'do.released'));
    } catch (error) {
      // Somebody or something was faster: show how it stands instead of an error.
      if (!(error instanceof ApiError) || error.status !== 409 || error.code === 'busy') throw error;
      done(say('do.done_by_other'));
    }
  };
  return (
    <div class="actions">
      {of.can.includes('release') && <button type="button" class="main" onClick={() => setOpen('release')}>{say('do.release')}</button>}
      {of.can.includes('drop') && <button type="button" class="danger" onClick={() => setOpen('drop')}>{say('do.drop')}</button>}
      {open === 'release' && (
        <Confirm title={say('do.release_title')} action={say('do.release')} run={() => run('release')} close={close}><p>{say('do.release_text')}</p></Confirm>)}
      {open === 'drop' && (
        <Confirm title={say('do.drop_title')} action={say('do.drop')} danger run={() => run('drop')} close={close}>
          <p>{say('do.drop_text')}</p>
          <Choose label={say('do.policy')} value={policy} onValue={setPolicy} choices={policies.map((value) => ({value, text: say(`do.policy_${value}`)}))} />
        </Confirm>)}
    </div>
  );
}
