// Moments and clocks as this clinic reads them.
import {useEffect, useState} from 'preact/hooks';
import * as dates from '../../ground/dates';
import {session} from '../session';
import {leftText, pressOf} from './clock';
import {say} from './words';

const zone = (): string | undefined => session()?.clinic.timezone;
export const when = (text: string): string => dates.dateTime(text, zone());
export const exact = (text: string): string => dates.exact(text, zone());
// A whole day stays a whole day: «2028-10-23» has no clock time.
export const date = (text: string): string => (text.length <= 10 ? dates.birthDate(text) : when(text));

export const When = ({at}: {at: string}) => <time dateTime={at} title={exact(at)}>{when(at)}</time>;

function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

const tones = {none: 'plain', calm: 'plain', soon: 'warn', urgent: 'bad', past: 'bad'};
// The countdown, and the instant it counts to.
export function HoldClock({deadline}: {deadline: string | null}) {
  const now = useNow(20_000);
  if (deadline === null || pressOf(deadline, now) === 'none') return <span class="soft">{say('holds.open')}</span>;
  const press = pressOf(deadline, now);
  return (
    <span class="hold-clock">
      <strong class={`left ${tones[press]}`}>{say(press === 'past' ? 'holds.past' : 'holds.left', {left: leftText(deadline, now)})}</strong>
      <time class="soft" dateTime={deadline}>{say('holds.at', {when: exact(deadline)})}</time>
    </span>
  );
}
