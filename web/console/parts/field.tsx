// A labelled control with a hint and its fault, tied together for screen readers.
import type {ComponentChildren, InputHTMLAttributes, PartialInputHTMLAttributes, TextareaHTMLAttributes} from 'preact';
import {useId} from 'preact/hooks';

interface Around { label: ComponentChildren; hint?: ComponentChildren; error?: string | null }
type Marks = {id: string; 'aria-describedby'?: string; 'aria-invalid'?: 'true'};

export function Around({label, hint, error, children}: Around & {children: (marks: Marks) => ComponentChildren}) {
  const id = useId();
  const said = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {children({id, ...(said ? {'aria-describedby': said} : {}), ...(error ? {'aria-invalid': 'true' as const} : {})})}
      {error && <p class="field-fault" id={`${id}-error`}>{error}</p>}
    </div>
  );
}

type Input = Around & {value: string; onValue: (value: string) => void} & Omit<PartialInputHTMLAttributes<HTMLInputElement>, 'label' | 'value'>;
export function Field({label, hint, error, value, onValue, ...rest}: Input) {
  return (
    <Around label={label} hint={hint} error={error ?? null}>
      {(marks) => <input {...(rest as InputHTMLAttributes)} {...marks} value={value} onInput={(event) => onValue(event.currentTarget.value)} />}
    </Around>
  );
}

type Area = Around & {value: string; onValue: (value: string) => void} & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'label' | 'value'>;
export function TextArea({label, hint, error, value, onValue, ...rest}: Area) {
  return (
    <Around label={label} hint={hint} error={error ?? null}>
      {(marks) => <textarea {...rest} {...marks} value={value} onInput={(event) => onValue(event.currentTarget.value)} />}
    </Around>
  );
}

type Choice = Around & {value: string; onValue: (value: string) => void; choices: {value: string; text: string}[]; disabled?: boolean};
export function Choose({label, hint, error, value, onValue, choices, disabled}: Choice) {
  return (
    <Around label={label} hint={hint} error={error ?? null}>
      {(marks) => (
        <select {...marks} value={value} disabled={disabled} onChange={(event) => onValue(event.currentTarget.value)}>
          {choices.map((one) => <option key={one.value} value={one.value}>{one.text}</option>)}
        </select>)}
    </Around>
  );
}
