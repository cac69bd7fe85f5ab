import {Settings} from 'luxon';
import {afterEach, describe, expect, it} from 'vitest';
import {byDeadline, leftText, pressOf} from './clock';

const now = Date.parse('2026-11-22T10:00:00Z');
const at = (text: string): string => `2026-${text}Z`;

describe('the clock of a hold', () => {
  afterEach(() => { Settings.defaultLocale = 'en'; });

  it('presses more the less is left', () => {
    expect(pressOf(null, now)).toBe('none');
    expect(pressOf('not a date', now)).toBe('none');
    expect(pressOf(at('12-06T10:00:00'), now)).toBe('calm');
    expect(pressOf(at('11-25T09:59:59'), now)).toBe('soon');
    expect(pressOf(at('11-23T09:59:59'), now)).toBe('urgent');
    expect(pressOf(at('11-22T10:00:00'), now)).toBe('past');
  });

  it('says the two largest units and never more than is left', () => {
    Settings.defaultLocale = 'en';
    expect(leftText(at('11-25T08:59:59'), now)).toMatch(/^2 days.*22 hours$/);
    expect(leftText(at('11-25T10:00:00'), now)).toBe('3 days');
    expect(leftText(at('11-22T11:30:59'), now)).toMatch(/^1 hour.*30 minutes$/);
    expect(leftText(at('11-22T10:00:05'), now)).toBe('1 minute');
    expect(leftText(at('11-22T09:00:00'), now)).toBe('1 hour');
  });

  it('counts in the language of the reader, Hebrew with its dual', () => {
    Settings.defaultLocale = 'he';
    expect(leftText(at('11-24T10:00:00'), now)).toBe('יומיים');
    Settings.defaultLocale = 'es';
    expect(leftText(at('11-24T10:00:00'), now)).toBe('2 días');
  });

  it('sorts by deadline, those without one last, ties as they came', () => {
    const items = [{id: 'open', deadline: null}, {id: 'late', deadline: at('12-01T00:00:00')}, {id: 'soon', deadline: at('11-23T00:00:00')},
      {id: 'open too', deadline: null}, {id: 'late too', deadline: at('12-01T00:00:00')}];
    expect(byDeadline(items).map((one) => one.id)).toEqual(['soon', 'late', 'late too', 'open', 'open too']);
  });
});
