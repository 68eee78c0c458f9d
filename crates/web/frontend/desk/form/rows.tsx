// Lists whose items are added, removed and moved; the focus goes along.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { messages, say } from '../../hub/messages';

interface RowsProps<T> {
  items: T[];
  onChange: (items: T[]) => void;
  /** What the button for one more says, and what that is; without it nothing can be added here. */
  add?: { label: string; make: () => T } | undefined;
  /** What each is called, for the button that removes it: by its place, from 1. */
  nameOf: (place: number) => string;
  children: (item: T, index: number, change: (item: T) => void) => ComponentChildren;
}

export function Rows<T>({ items, onChange, add, nameOf, children }: RowsProps<T>) {
  const list = useRef<HTMLDivElement>(null);
  const moves = useRef<'first' | 'last' | undefined>(undefined);

  useLayoutEffect(() => {
    const [row, where] = [list.current?.querySelectorAll<HTMLElement>(':scope > .row') ?? [], moves.current];
    moves.current = undefined;
    if (where === 'last') row[row.length - 1]?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    if (where === 'first') (list.current?.querySelector<HTMLElement>(':scope > .add') ?? list.current)?.focus();
  }, [items.length]);

  return (
    <div class="rows" ref={list} tabIndex={-1}>
      {items.map((item, index) => (
        <div class="row" key={index}>
          {children(item, index, (changed) => onChange(items.with(index, changed)))}
          <button
            type="button"
            class="plain small remove"
            onClick={() => {
              moves.current = 'first';
              onChange(items.toSpliced(index, 1));
            }}
          >
            {say(messages.desk.form.remove, { name: nameOf(index + 1) })}
          </button>
        </div>
      ))}
      {add && (
        <button
          type="button"
          class="plain add"
          onClick={() => {
            moves.current = 'last';
            onChange([...items, add.make()]);
          }}
        >
          {add.label}
        </button>
      )}
    </div>
  );
}
