// What it costs, and where more is found.
import { messages, say } from '../../hub/messages';
import type { LinkKind, PriceKind } from '../../../generated/graphql';
import type { SectionProps } from './about';
import { Group, Select, TextField, type Choice } from './fields';
import { Rows } from './rows';
import { WITHOUT_AMOUNTS } from './write';

const words = messages.desk.form;
const choicesOf = <T extends string>(names: Record<T, string>) =>
  Object.entries<string>(names).map(([value, label]): Choice<T> => ({ value: value as T, label }));

export function PriceFields({ draft, change }: SectionProps) {
  const { price } = draft;
  const hasAmounts = !WITHOUT_AMOUNTS.includes(price.kind);

  function choose(kind: PriceKind) {
    const amounts = !WITHOUT_AMOUNTS.includes(kind) && price.amounts.length === 0 ? [{ label: '', kroner: '' }] : price.amounts;
    change({ price: { kind, amounts } });
  }

  return (
    <section>
      <h2>{words.sections.price}</h2>
      <Select path="price.kind" label={words.price} value={price.kind} choices={choicesOf<PriceKind>(words.priceKinds)} onChange={choose} />
      {hasAmounts && (
        <Group path="price.amounts" legend={words.amounts}>
          <Rows
            items={price.amounts}
            onChange={(amounts) => change({ price: { ...price, amounts } })}
            add={{ label: words.addAmount, make: () => ({ label: '', kroner: '' }) }}
            nameOf={(place) => say(words.amountName, { place })}
          >
            {(amount, index, changeAmount) => (
              <>
                <TextField path={`price.amounts.${index}.amount`} label={words.kroner} value={amount.kroner} onChange={(kroner) => changeAmount({ ...amount, kroner })} />
                <TextField path={`price.amounts.${index}.label`} label={words.amountFor} value={amount.label} onChange={(label) => changeAmount({ ...amount, label })} />
              </>
            )}
          </Rows>
        </Group>
      )}
    </section>
  );
}

export function LinkFields({ draft, change }: SectionProps) {
  return (
    <section>
      <h2>{words.sections.links}</h2>
      <Group path="links" legend={words.links}>
        <Rows
          items={draft.links}
          onChange={(links) => change({ links })}
          add={{ label: words.addLink, make: () => ({ kind: 'WEBSITE' as LinkKind, url: '' }) }}
          nameOf={(place) => say(words.linkName, { place })}
        >
          {(link, index, changeLink) => (
            <>
              <Select path={`links.${index}.kind`} label={words.linkKind} value={link.kind} choices={choicesOf<LinkKind>(messages.common.linkKinds)} onChange={(kind) => changeLink({ ...link, kind })} />
              <TextField path={`links.${index}.url`} label={words.url} type="url" value={link.url} onChange={(url) => changeLink({ ...link, url })} />
            </>
          )}
        </Rows>
      </Group>
    </section>
  );
}
