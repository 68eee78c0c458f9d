// A new picture: looked at before it is sent, with what must be said of it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { messages, say } from '../../hub/messages';
import { FormImageAddDocument, type FormImageFragment, type ImageLicence } from '../../../generated/graphql';
import { useSession } from '../session';
import type { Text } from './draft';
import { Select, TextField, TextFields } from './fields';
import type { Mistake } from './mistake';
import { Mistakes, useTied } from './problems';
import { upload } from './upload';

const words = messages.desk.form;
const LICENCES = Object.entries(messages.common.licences).map(([value, label]) => ({ value: value as ImageLicence, label }));

interface Props {
  institution: string;
  onAdded: (image: FormImageFragment) => void;
  onGiveUp: () => void;
}

export function ImageUpload({ institution, onAdded, onGiveUp }: Props) {
  const session = useSession();
  const [file, setFile] = useState<File>();
  const [alt, setAlt] = useState<Text>({ da: '', en: '' });
  const [credit, setCredit] = useState('');
  const [licence, setLicence] = useState<ImageLicence>('ALL_RIGHTS_RESERVED');
  const [share, setShare] = useState<number>();
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const [fault, setFault] = useState<string>();

  async function send() {
    if (share !== undefined) return;
    if (!file) return setMistakes([{ field: 'image.file', message: words.mistakes.file }]);
    setShare(0);
    setFault(undefined);
    const { key } = session;
    const input = { file: null as never, alt: { da: alt.da, en: alt.en || null }, credit, licence, institution: institution || null };
    const sent = await upload({ document: FormImageAddDocument, variables: { input }, place: 'variables.input.file', file, key, onProgress: setShare });
    setShare(undefined);
    const payload = sent.data?.imageAdd;
    setFault(sent.fault);
    setMistakes((payload?.userErrors ?? []).map((error) => ({ ...error, field: `image.${error.field}` })));
    if (sent.isSignedOut) session.end();
    if (payload?.image) onAdded(payload.image);
  }

  return (
    <Mistakes.Provider value={{ mistakes, take: () => {} }}>
      <div
        class="card new-image"
        role="group"
        aria-label={words.newImage}
        onKeyDown={(event) => {
          // Enter here is for the picture, not for the whole form.
          if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
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
