/** Where it is. A name may hold what turns the direction of letters, which must not turn those beside it. */
export function Place({ place: { name, municipality } }: { place: { name: string; municipality?: { name: string } | null } }) {
  return (
    <>
      <bdi>{name}</bdi>
      {municipality && `, ${municipality.name}`}
    </>
  );
}
