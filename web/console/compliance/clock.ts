// The clock of a hold: how long is left, and how pressing that is. Pure; the page passes `now`.
import {Duration} from 'luxon';

export type Press = 'none' | 'calm' | 'soon' | 'urgent' | 'past';
export interface Clock { press: Press; text: string }

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export function pressOf(deadline: string | null, now: number): Press {
  const left = deadline === null ? NaN : Date.parse(deadline) - now;
  if (Number.isNaN(left)) return 'none';
  if (left <= 0) return 'past';
  if (left < day) return 'urgent';
  return left < 3 * day ? 'soon' : 'calm';
}

// «2 days, 4 hours» in the reader's language; the two largest units, rounded down, so that a clock never
// promises more than is left. The last minute reads as one minute.
export function leftText(deadline: string, now: number): string {
  const left = Math.max(minute, Math.abs(Date.parse(deadline) - now));
  const days = Math.floor(left / day);
  const hours = Math.floor((left % day) / hour);
  const minutes = Math.floor((left % hour) / minute);
  const units = days > 0 ? {days, ...(hours > 0 && {hours})}
    : hours > 0 ? {hours, ...(minutes > 0 && {minutes})} : {minutes};
  return Duration.fromObject(units).toHuman({unitDisplay: 'long', listStyle: 'long'});
}

// Those with a deadline first, the nearest on top.
export function byDeadline<T extends {deadline: string | null}>(items: readonly T[]): T[] {
  const rank = (item: T) => item.deadline === null ? Infinity : Date.parse(item.deadline);
  return [...items].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}
