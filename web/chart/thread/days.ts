// Messages under the day on which they were said, in the reader's zone. A day whose messages are
// the same stays the same object.
import {dayKey} from '../../ground/dates';
import type {Message} from './message';

export interface Day { key: string; at: string | null; messages: Message[] }

// Zones are slow to ask: once per message.
const keys = new WeakMap<Message, string>();
function keyOf(message: Message, at: string | null, zone: string): string {
  let key = keys.get(message);
  if (key === undefined) keys.set(message, key = at === null ? 'unknown' : dayKey(at, zone));
  return key;
}

export class Days {
  private kept = new Map<string, Day>();

  of(messages: Message[], zone: string): Day[] {
    const days: Day[] = [];
    for (const message of messages) {
      const at = message.at ?? message.resource.meta?.lastUpdated ?? null;
      const key = keyOf(message, at, zone);
      const last = days.at(-1);
      if (last?.key === key) last.messages.push(message);
      else days.push({key, at, messages: [message]});
    }
    const stable = days.map((day) => this.same(day));
    this.kept = new Map(stable.map((day) => [day.key, day]));
    return stable;
  }

  private same(day: Day): Day {
    const kept = this.kept.get(day.key);
    return kept && kept.messages.length === day.messages.length && kept.messages.every((one, i) => one === day.messages[i]) ? kept : day;
  }
}
