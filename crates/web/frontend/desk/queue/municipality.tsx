// For the secretariat: whose queue is shown.
import { useQuery } from '@urql/preact';
import { messages } from '../../hub/messages';
import { ReviewMunicipalitiesDocument } from '../../../generated/graphql';

const words = messages.desk.queue;

interface Props {
  chosen?: string;
  onChoose: (code: string | undefined) => void;
}

export function MunicipalityChoice({ chosen, onChoose }: Props) {
  const [{ data }] = useQuery({ query: ReviewMunicipalitiesDocument });
  return (
    <label class="narrow">
      <span>{words.municipality}</span>
      <select value={chosen ?? ''} onChange={(event) => onChoose(event.currentTarget.value || undefined)}>
        <option value="">{words.all}</option>
        {data?.municipalities.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
      </select>
    </label>
  );
}
