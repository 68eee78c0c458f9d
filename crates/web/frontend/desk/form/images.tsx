// The pictures of the activity: those of the institution are chosen, and new ones are sent.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useClient } from '@urql/preact';
import { ask } from '../../hub/answer';
import { messages, say } from '../../hub/messages';
import { FormImagesByIdDocument, FormImagesDocument, type FormImageFragment } from '../../../generated/graphql';
import { focusIfLost } from '../focus';
import { Group } from './fields';
import { ImageUpload } from './image_upload';

const words = messages.desk.form;
type Image = FormImageFragment;

interface Props {
  chosen: string[];
  institution: string;
  onChange: (ids: string[]) => void;
  /** Whether something is filled in for an image that was not sent. */
  onUnsent: (isUnsent: boolean) => void;
}

export function Images({ chosen, institution, onChange, onUnsent }: Props) {
  const { images, remember } = useImages(chosen);
  const [isAdding, setAdding] = useState(false);
  const adds = useRef<HTMLButtonElement>(null);
  const wasAdding = useRef(false);
  useEffect(() => {
    if (wasAdding.current) focusIfLost(adds.current);
    wasAdding.current = isAdding;
  }, [isAdding]);
  // What is sent takes a while, in which others are chosen.
  const now = useRef({ chosen, institution });
  now.current = { chosen, institution };

  function take(image: Image, of: string) {
    remember([image]);
    setAdding(false);
    const { chosen, institution } = now.current;
    if (of === institution && !chosen.includes(image.id)) onChange([...chosen, image.id]);
  }

  return (
    <section>
      <h2>{words.sections.images}</h2>
      <Group path="images" legend={words.images} withParts>
        <ol class="pictures">
          {chosen.map((id, index) => (
            <Chosen key={id} image={images.get(id)} index={index} chosen={chosen} onChange={onChange} />
          ))}
        </ol>
        {isAdding ? (
          <ImageUpload
            institution={institution}
            onAdded={(image) => take(image, institution)}
            onGiveUp={() => setAdding(false)}
            onFilled={onUnsent}
          />
        ) : (
          <button type="button" class="plain add" ref={adds} onClick={() => setAdding(true)}>{words.newImage}</button>
        )}
        <Known institution={institution} chosen={chosen} remember={remember} onPick={(id) => onChange([...chosen, id])} />
      </Group>
    </section>
  );
}

/** What is known of images; those that are chosen and not known are asked for. */
function useImages(chosen: string[]) {
  const client = useClient();
  const [images, setImages] = useState<Map<string, Image>>(new Map());
  const remember = (more: Image[]) => setImages((known) => new Map([...known, ...more.map((image) => [image.id, image] as const)]));
  const missing = chosen.filter((id) => !images.has(id)).join(' ');
  useEffect(() => {
    if (!missing) return;
    ask(client, FormImagesByIdDocument, { ids: missing.split(' ') }).then(
      ({ nodes }) => remember(nodes.filter((node): node is Image => node !== null && 'url' in node)),
      () => {},
    );
  }, [client, missing]);
  return { images, remember };
}

interface ChosenProps {
  image: Image | undefined;
  index: number;
  chosen: string[];
  onChange: (ids: string[]) => void;
}

function Chosen({ image, index, chosen, onChange }: ChosenProps) {
  const id = chosen[index]!;
  const name = image?.alt ?? id;
  const moveTo = (place: number) => onChange(chosen.toSpliced(index, 1).toSpliced(place, 0, id));
  return (
    <li>
      {image && <img src={image.url} alt={image.alt} width={160} height={Math.round((160 * image.height) / image.width)} loading="lazy" />}
      <p>{name}<br /><span class="hint">{image?.credit}</span></p>
      <div class="buttons">
        {index > 0 && <button type="button" class="plain small" onClick={() => moveTo(index - 1)}>{say(words.earlier, { name })}</button>}
        {index < chosen.length - 1 && <button type="button" class="plain small" onClick={() => moveTo(index + 1)}>{say(words.later, { name })}</button>}
        <button type="button" class="plain small" onClick={() => onChange(chosen.filter((one) => one !== id))}>{say(words.remove, { name })}</button>
      </div>
    </li>
  );
}

interface KnownProps {
  institution: string;
  chosen: string[];
  remember: (images: Image[]) => void;
  onPick: (id: string) => void;
}

/** The images that the institution has already, page by page. */
function Known({ institution, chosen, remember, onPick }: KnownProps) {
  const client = useClient();
  const [images, setImages] = useState<Image[]>([]);
  const [after, setAfter] = useState<string | null>();
  const wanted = useRef(institution);
  wanted.current = institution;

  async function more(from: string | null, before: Image[]) {
    try {
      const { nodes, pageInfo } = (await ask(client, FormImagesDocument, { institution, after: from })).images;
      if (institution !== wanted.current) return;
      remember(nodes);
      setImages([...before, ...nodes]);
      setAfter(pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null);
    } catch {
      // The form works without them; what it sends is told when it is sent.
      if (institution === wanted.current) setAfter(null);
    }
  }

  useEffect(() => {
    setImages([]);
    if (institution) void more(null, []);
  }, [client, institution]);

  const offered = images.filter(({ id }) => !chosen.includes(id));
  if (offered.length === 0) return null;
  return (
    <details>
      <summary>{words.knownImages}</summary>
      <ul class="pictures">
        {offered.map((image) => (
          <li key={image.id}>
            <img src={image.url} alt={image.alt} width={160} height={Math.round((160 * image.height) / image.width)} loading="lazy" />
            <button type="button" class="plain small" onClick={() => onPick(image.id)}>{say(words.pick, { name: image.alt })}</button>
          </li>
        ))}
      </ul>
      {after && <button type="button" class="plain small" onClick={() => void more(after, images)}>{words.moreImages}</button>}
    </details>
  );
}
