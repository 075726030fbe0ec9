import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from 'react';

import { classes } from './classes';
import styles from './field.module.css';
import { Icon } from './icon';

interface FieldShared {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | null;
}

/** A label at the left or on top, the control, and one line that helps or says what is wrong. */
function Field(props: FieldShared & { readonly id: string; readonly children: ReactNode }) {
  const note = props.problem ?? props.hint;
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={props.id}>
        {props.label}
      </label>
      <div className={styles['control']}>
        {props.children}
        {note === undefined || note === null || note === '' ? null : (
          <p
            id={`${props.id}-note`}
            className={classes(styles['note'], Boolean(props.problem) && styles['problem'])}
          >
            {note}
          </p>
        )}
      </div>
    </div>
  );
}

type InputProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'onChange' | 'id'>;

export interface TextFieldProps extends FieldShared, InputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** For what is typed to a machine: paths, commands. */
  readonly mono?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
}

export function TextField(props: TextFieldProps) {
  const { label, hint, problem, mono, onChange, inputRef, ...rest } = props;
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} problem={problem ?? null}>
      <input
        spellCheck={false}
        autoComplete="off"
        {...rest}
        ref={inputRef}
        id={id}
        className={classes(styles['input'], mono === true && styles['mono'])}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem || hint ? `${id}-note` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

/** A text input without a row of its own, named by `label`. */
export function Input(
  props: InputProps & {
    readonly label: string;
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly mono?: boolean;
    readonly inputRef?: Ref<HTMLInputElement>;
  },
) {
  const { label, mono, onChange, inputRef, ...rest } = props;
  return (
    <input
      spellCheck={false}
      autoComplete="off"
      {...rest}
      ref={inputRef}
      aria-label={label}
      className={classes(styles['input'], mono === true && styles['mono'])}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

export interface SelectOption<T extends string> {
  readonly value: T;
  readonly text: string;
}

interface SelectShared<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: ReadonlyArray<SelectOption<T>>;
  readonly onChange: (value: T) => void;
}

export function SelectField<T extends string>(props: SelectShared<T> & FieldShared) {
  const id = useId();
  return (
    <Field id={id} label={props.label} hint={props.hint} problem={props.problem ?? null}>
      <BareSelect {...props} id={id} />
    </Field>
  );
}

export function Select<T extends string>(props: SelectShared<T>) {
  return <BareSelect {...props} named />;
}

function BareSelect<T extends string>(
  props: SelectShared<T> & { readonly id?: string; readonly named?: boolean },
) {
  return (
    <span className={styles['select']}>
      <select
        id={props.id}
        aria-label={props.named === true ? props.label : undefined}
        value={props.value}
        onChange={(event) => {
          const option = props.options.find((other) => other.value === event.target.value);
          if (option !== undefined) props.onChange(option.value);
        }}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      <Icon name="down" size={14} />
    </span>
  );
}

export function Checkbox(props: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <label className={styles['check']}>
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span className={styles['box']} aria-hidden="true">
        <Icon name="check" size={12} />
      </span>
      {props.label}
    </label>
  );
}

/** A few words to choose one from, all in sight. */
export function Segments<T extends string>(props: SelectShared<T>) {
  const name = useId();
  return (
    <div className={styles['segments']} role="radiogroup" aria-label={props.label}>
      {props.options.map((option) => (
        <label key={option.value} className={styles['segment']}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === props.value}
            onChange={() => props.onChange(option.value)}
          />
          <span>{option.text}</span>
        </label>
      ))}
    </div>
  );
}

/** A row of a form for something that is no plain field. */
export function FieldRow(props: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles['field']}>
      <span className={styles['label']}>{props.label}</span>
      <div className={styles['control']}>{props.children}</div>
    </div>
  );
}
