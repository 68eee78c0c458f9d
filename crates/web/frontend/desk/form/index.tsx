export function Form({ id }: { id?: string }) {
  return <p>Form {id}</p>;
}
