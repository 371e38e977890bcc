import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type Ref, useEffect, useRef, useState } from 'react';

const pauseMs = 250;

/**
 * A text by which a list is narrowed, told trimmed when typing pauses. What stands in the field stays: the value
 * coming back from the address may be older than what was typed since, so only one this field never told replaces it.
 */
export function FilterText(
  props: Omit<TextInputProps, 'value' | 'onChange' | 'ref'> & {
    value: string;
    onValue(value: string): void;
    ref?: Ref<HTMLInputElement>;
  },
) {
  const { value, onValue, ...input } = props;
  const [typed, setTyped] = useState(value);
  const told = useRef<string[]>([]);
  const tell = useDebouncedCallback((next: string) => {
    if (next === (told.current.at(-1) ?? value)) return;
    told.current.push(next);
    onValue(next);
  }, pauseMs);
  useEffect(() => {
    const at = told.current.indexOf(value);
    told.current = at < 0 ? [] : told.current.slice(at + 1);
    if (at >= 0) return;
    tell.cancel();
    setTyped(value);
  }, [value, tell]);
  return (
    <TextInput
      size="xs"
      spellCheck={false}
      {...input}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        tell(currentTarget.value.trim());
      }}
    />
  );
}
