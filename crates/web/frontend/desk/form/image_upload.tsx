// A new picture: looked at before it is sent, with what must be said of it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { messages, say } from '../../hub/messages';
import { FormImageAddDocument, type FormImageFragment, type ImageLicence } from '../../../generated/graphql';
import { useSession } from '../session';
import type { Text } from './draft';
import { Group, Select, TextField, TextFields } from './fields';
import type { Mistake } from './mistake';
import { Mistakes, useTied } from './problems';
import { upload } from './upload';

const words = messages.desk.form;
/** As the hub takes them. */
const MOST_BYTES = 10_000_000;
const LICENCES = Object.entries(messages.common.licences).map(([value, label]) => ({ value: value as ImageLicence, label }));

interface Props {
  institution: string;
  onAdded: (image: FormImageFragment) => void;
  onGiveUp: () => void;
  /** Whether there is something in it that was not sent. */
  onFilled: (isFilled: boolean) => void;
}

export function ImageUpload({ institution, onAdded, onGiveUp, onFilled }: Props) {
  const session = useSession();
  const [file, setFile] = useState<File>();
  const [alt, setAlt] = useState<Text>({ da: '', en: '' });
  const [credit, setCredit] = useState('');
  const [licence, setLicence] = useState<ImageLicence>('ALL_RIGHTS_RESERVED');
  const [share, setShare] = useState<number>();
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const [fault, setFault] = useState<string>();
  const isFilled = file !== undefined || [alt.da, alt.en, credit].some((text) => text !== '');
  useEffect(() => onFilled(isFilled), [isFilled]);
  // What is given up, or left, is not sent on.
  const sending = useRef(new AbortController());
  useEffect(
    () => () => {
      sending.current.abort();
      onFilled(false);
    },
    [],
  );

  async function send() {
    if (share !== undefined) return;
    const wrong = !file ? words.mistakes.file : file.size > MOST_BYTES ? words.mistakes.fileSize : undefined;
    if (!file || wrong) return setMistakes([{ field: 'image.file', message: wrong! }]);
    setShare(0);
    setFault(undefined);
    const { key } = session;
    const input = { file: null as never, alt: { da: alt.da, en: alt.en || null }, credit, licence, institution: institution || null };
    const { signal } = sending.current;
    const sent = await upload({ document: FormImageAddDocument, variables: { input }, place: 'variables.input.file', file, key, onProgress: setShare, signal });
    if (signal.aborted) return;
    setShare(undefined);
    const payload = sent.data?.imageAdd;
    setFault(sent.fault);
    setMistakes((payload?.userErrors ?? []).map((error) => ({ ...error, field: `image.${error.field}` })));
    if (sent.isSignedOut) session.end();
    if (payload?.image) onAdded(payload.image);
  }

  return (
    <Group path="image" legend={words.newImage} kind="card">
      <Mistakes.Provider value={{ mistakes, take: () => {} }}>
        <div
          class="new-image"
          onKeyDown={(event) => {
            // Enter here is for the picture, not for the whole form; at its file it opens the choice of files.
            if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement) || event.target.type === 'file') return;
            event.preventDefault();
            void send();
          }}
        >
          <FileField file={file} onChange={setFile} />
          <TextFields path="image.alt" label={words.alt} hint={words.altHint} isNeeded value={alt} onChange={setAlt} />
          <TextField path="image.credit" label={words.credit} hint={words.creditHint} isNeeded value={credit} onChange={setCredit} />
          <Select path="image.licence" label={words.licence} value={licence} choices={LICENCES} onChange={setLicence} />
          {share !== undefined && <Progress share={share} />}
          {fault && <p role="alert" class="mistake">{fault}</p>}
          {mistakes.length > 0 && <p role="alert" class="mistake">{say(words.imageRefused, { count: mistakes.length })}</p>}
          <div class="buttons">
            <button type="button" disabled={share !== undefined} onClick={() => void send()}>{words.sendImage}</button>
            <button type="button" class="plain" onClick={onGiveUp}>{words.giveUp}</button>
          </div>
        </div>
      </Mistakes.Provider>
    </Group>
  );
}

function FileField({ file, onChange }: { file: File | undefined; onChange: (file: File | undefined) => void }) {
  const { tied, notes } = useTied({ path: 'image.file', hint: words.fileHint });
  const [address, setAddress] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    if (!file) return setAddress(undefined);
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <div class="field">
      <label for={tied.id}>{words.file}</label>
      <input {...tied} ref={input} type="file" accept="image/jpeg,image/png,image/webp" onChange={(event) => onChange(event.currentTarget.files?.[0])} />
      {notes}
      {address && <img class="chosen-file" src={address} alt={say(words.filePreview, { name: file!.name })} />}
    </div>
  );
}

function Progress({ share }: { share: number }) {
  const percent = Math.round(share * 100);
  return (
    <div class="field">
      <label for="upload-progress">{words.sending}</label>
      <progress id="upload-progress" max={100} value={percent}>{percent} %</progress>
      <span role="status" class="hint">{share < 1 ? '' : words.working}</span>
    </div>
  );
}
