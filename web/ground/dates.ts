// Dates as people read them, always with their zone. Input: FHIR instants and dateTimes.
import {DateTime, Settings} from 'luxon';

// As written there: the offset of the text is kept.
const read = (text: string): DateTime => DateTime.fromISO(text, {setZone: true});

export const day = (text: string, zone?: string): string => in_(text, zone).toLocaleString(DateTime.DATE_HUGE);
export const time = (text: string, zone?: string): string => in_(text, zone).toLocaleString(DateTime.TIME_SIMPLE);
// A time with its zone: «09:14 GMT+2».
export const clock = (text: string, zone?: string): string => in_(text, zone).toLocaleString({...DateTime.TIME_SIMPLE, timeZoneName: 'short'});
export const dateTime = (text: string, zone?: string): string => in_(text, zone).toLocaleString(DateTime.DATETIME_MED);
// With the zone's own short name: «12 Nov 2026, 09:14 GMT+2».
export const exact = (text: string, zone?: string, locale = Settings.defaultLocale): string =>
  in_(text, zone).toLocaleString({...DateTime.DATETIME_MED_WITH_SECONDS, timeZoneName: 'short'}, {locale});
export const dayKey = (text: string, zone?: string): string => in_(text, zone).toISODate() ?? text;
export const birthDate = (text: string): string => read(text).toLocaleString(text.length === 4 ? {year: 'numeric'} : DateTime.DATE_MED);
export function ago(text: string): string {
  const at = read(text);
  if (Math.abs(at.diffNow().as('seconds')) < 5) return new Intl.RelativeTimeFormat(Settings.defaultLocale, {numeric: 'auto'}).format(0, 'second');
  // Hebrew comes out as «a minute (1) ago».
  return (at.toRelative() ?? text).replace(' (1)', '');
}

function in_(text: string, zone?: string): DateTime {
  const at = read(text);
  return zone ? at.setZone(zone) : at;
}
