-- What the filled tables get: indexes for the lists, Danish full text kept up by the database, and a notice to
-- those who listen whenever there is a new activity.
CREATE INDEX venue_municipality ON venue (municipality_id);
CREATE INDEX activity_upcoming ON activity (status, starts_at, id);
CREATE INDEX activity_venue_upcoming ON activity (venue_id, status, starts_at, id);
CREATE INDEX activity_municipality_upcoming ON activity (municipality_id, status, starts_at, id);
CREATE INDEX activity_initiative_rev ON activity_initiative (initiative_id, activity_id);
CREATE INDEX occurrence_activity ON occurrence (activity_id, starts_at);
ALTER TABLE activity ADD COLUMN words tsvector
    GENERATED ALWAYS AS (to_tsvector('danish', title || ' ' || description)) STORED;
COMMENT ON COLUMN activity.words IS '@behavior -*';
CREATE INDEX activity_words ON activity USING gin (words);
SELECT setval(pg_get_serial_sequence('activity', 'id'), max(id)) FROM activity;
SELECT setval(pg_get_serial_sequence('occurrence', 'id'), max(id)) FROM occurrence;
CREATE FUNCTION tell_of_activity() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_notify(''activity'', new.id::text); RETURN NULL; END';
CREATE TRIGGER tell_of_activity AFTER INSERT ON activity FOR EACH ROW EXECUTE FUNCTION tell_of_activity();
VACUUM ANALYZE;
