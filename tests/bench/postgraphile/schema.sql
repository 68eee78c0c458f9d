-- The tables of the peer, before they are filled. An activity carries its own first start.
CREATE TABLE municipality (id serial PRIMARY KEY, code text NOT NULL UNIQUE, name text NOT NULL);
CREATE TABLE venue (
    id serial PRIMARY KEY, municipality_id integer NOT NULL REFERENCES municipality, name text NOT NULL,
    address text NOT NULL, postal_code text NOT NULL, latitude double precision NOT NULL,
    longitude double precision NOT NULL, capacity integer NOT NULL);
CREATE TABLE initiative (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE activity (
    id serial PRIMARY KEY, venue_id integer NOT NULL REFERENCES venue,
    municipality_id integer NOT NULL REFERENCES municipality, title text NOT NULL, description text NOT NULL,
    category text NOT NULL, status text NOT NULL, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL,
    price_dkk integer NOT NULL, url text NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);
CREATE TABLE activity_initiative (
    activity_id integer NOT NULL REFERENCES activity, initiative_id integer NOT NULL REFERENCES initiative,
    PRIMARY KEY (activity_id, initiative_id));
CREATE TABLE occurrence (
    id serial PRIMARY KEY, activity_id integer NOT NULL REFERENCES activity, starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL, cancelled boolean NOT NULL);
