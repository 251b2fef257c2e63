-- SPDX-License-Identifier: Apache-2.0
-- The file and the page a verdict rests on belong to the very bid that is assessed.

CREATE FUNCTION evaluation_verdict_rests_on_its_bid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM evaluation_openedfile f WHERE f.id = NEW.file_id AND f.opened_bid_id = NEW.opened_bid_id
  ) THEN
    PERFORM evaluation_refuse('a_verdict_rests_on_a_file_of_its_bid', 'the file is of another bid');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER verdict_rests_on_its_bid BEFORE INSERT ON evaluation_assessment
  FOR EACH ROW WHEN (NEW.file_id IS NOT NULL) EXECUTE FUNCTION evaluation_verdict_rests_on_its_bid();
