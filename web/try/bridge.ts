// What connectors/simulator/try_handler.cpp answers, and how it is asked.
export interface Person {
  id: string; name: string; number: string; language: string;
  group: 'patient' | 'stranger' | 'staff';
  consent: 'text+media' | 'text' | 'none' | 'withdrawn' | 'shared' | '';
}
export interface Status { progress: string; reason: string; why?: string }
export type Sender = {person: string} | {number: string; name: string};

export const ends = new Set(['filed', 'held', 'noted', 'dropped', 'failed']);

// Text carries the server's own sentence.
export class Refused extends Error {}

async function read<T>(answer: Response): Promise<T> {
  const told = await answer.json() as T & {problem?: string};
  if (!answer.ok) throw new Refused(told.problem ?? String(answer.status));
  return told;
}

export const people = async (): Promise<Person[]> => read(await fetch('people'));
export const status = async (ticket: string): Promise<Status> =>
  read(await fetch(`status?ticket=${encodeURIComponent(ticket)}`));

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '');
    reader.onerror = () => reject(reader.error ?? new Error());
    reader.readAsDataURL(file);
  });
}

// The ticket to ask for the message's fate with.
export async function send(sender: Sender, text: string, file: File | null): Promise<string> {
  const attached = file && {name: file.name, type: file.type, data: await base64(file)};
  const answer = await fetch('send', {
    method: 'POST', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({...sender, text, ...(attached ? {file: attached} : {})}),
  });
  return (await read<{ticket: string}>(answer)).ticket;
}
