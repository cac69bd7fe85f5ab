// A new password: its rules in words, and how it stands while it is typed. No composition rules: length counts.
import {useState} from 'preact/hooks';
import {t} from '../../ground/language';
import {Around} from './field';

export const shortest = 12;
const better = 15;

export function strength(password: string, ...names: string[]): 'none' | 'short' | 'name' | 'fair' | 'good' {
  const length = [...password].length;
  if (length === 0) return 'none';
  if (length < shortest) return 'short';
  const low = password.toLowerCase();
  if (names.some((name) => name.length >= 3 && low.includes(name.toLowerCase()))) return 'name';
  return length < better ? 'fair' : 'good';
}

interface Settings { label: string; value: string; onValue: (value: string) => void; names?: string[]; error?: string | null }

export function NewPassword({label, value, onValue, names = [], error}: Settings) {
  const [shown, setShown] = useState(false);
  const state = strength(value, ...names);
  const missing = shortest - [...value].length;
  return (
    <div class="stack tight">
      <Around label={label} hint={t('password.rules')} error={error ?? null}>
        {(marks) => (
          <span class="with-button">
            <input {...marks} type={(shown ? 'text' : 'password') as 'text'} value={value} onInput={(event) => onValue(event.currentTarget.value)}
                   autocomplete="new-password" required minLength={shortest} maxLength={128} dir="ltr" spellcheck={false} />
            <button type="button" aria-pressed={shown} onClick={() => setShown(!shown)}>{t('password.show')}</button>
          </span>)}
      </Around>
      <p class={`strength ${state}`} role="status">{t(`password.${state}`, {count: missing})}</p>
    </div>
  );
}
