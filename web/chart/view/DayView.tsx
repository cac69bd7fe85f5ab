// One day of the thread. Drawn anew only when something of that day has changed.
import {useMemo} from 'preact/hooks';
import {day as dayText} from '../../ground/dates';
import {t} from '../../ground/language';
import type {Day} from '../thread/days';
import {MessageView} from './Message';
import {usePage} from './page';

interface Props { day: Day; needle: string; hits: Set<string>; current: string | null }

export function DayView({day, needle, hits, current}: Props) {
  const {zone, stamp} = usePage();
  const mine = needle === '' ? '' : day.messages.filter((one) => hits.has(one.id)).map((one) => one.id).join();
  const here = current !== null && day.messages.some((one) => one.id === current) ? current : null;
  return useMemo(() => (
    <section class="day" style={{containIntrinsicBlockSize: `auto ${day.messages.length * 7 + 3}rem`}} aria-label={day.at === null ? t('message.noTime') : dayText(day.at, zone)}>
      <h3><span>{day.at === null ? t('message.noTime') : dayText(day.at, zone)}</span></h3>
      <ol>{day.messages.map((one) => (
        <MessageView key={one.id} message={one} needle={hits.has(one.id) ? needle : ''} current={here === one.id} />
      ))}</ol>
    </section>
  ), [day, stamp, zone, mine && needle, mine, here]);
}
