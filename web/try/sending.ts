// Messages of this page, each followed until it has come to rest.
import {useState} from 'preact/hooks';
import {ends, Refused, type Sender, send, type Status, status} from './bridge';

export type Fate = {state: 'sending'} | {state: 'told'; status: Status} | {state: 'refused'; problem: string};
export interface Attached { kind: 'image' | 'audio' | 'paper'; url: string; name: string }
export interface Sent { id: number; who: string; text: string; file: Attached | null; fate: Fate }

const kLook = 500;
const kLooks = 240;  // two minutes; the fate can be seen in the console afterwards

function attach(file: File): Attached {
  const kind = file.type.startsWith('audio/') ? 'audio'
    : file.type.startsWith('image/') && file.type !== 'image/svg+xml' ? 'image' : 'paper';
  return {kind, name: file.name, url: kind === 'paper' ? '' : URL.createObjectURL(file)};
}

async function follow(ticket: string, tell: (fate: Fate) => void): Promise<void> {
  for (let look = 0; look < kLooks; look++) {
    try {
      const now = await status(ticket);
      tell({state: 'told', status: now});
      if (ends.has(now.progress)) return;
    } catch { /* the next look may find the bridge again */ }
    await new Promise((next) => setTimeout(next, kLook));
  }
}

type Send = (sender: Sender, who: string, text: string, file: File | null) => Promise<void>;

export function useMessages(): [Sent[], Send] {
  const [messages, setMessages] = useState<Sent[]>([]);
  const begin: Send = async (sender, who, text, file) => {
    const id = Math.random();
    const tell = (fate: Fate) =>
      setMessages((all) => all.map((one) => one.id === id ? {...one, fate} : one));
    setMessages((all) => [...all, {id, who, text, file: file && attach(file), fate: {state: 'sending'}}]);
    try {
      const ticket = await send(sender, text, file);
      tell({state: 'told', status: {progress: 'received', reason: ''}});
      await follow(ticket, tell);
    } catch (problem) {
      tell({state: 'refused', problem: problem instanceof Refused ? problem.message : ''});
    }
  };
  return [messages, begin];
}
