-- SPDX-License-Identifier: Apache-2.0
-- The price preference for local content (R-TKDN-1): only above a value, never above the book's maximum. What was
-- announced stays as it was (announced_tender_unchanged). The numbers repeat lpse/regulations; a test proves them equal.

-- The value above which a book knows the preference, in rupiah; NULL for a book that knows none.
CREATE FUNCTION tenders_preference_above(book text) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE book WHEN 'pbj-2025' THEN 1000000000 END
$$;

-- The largest preference of a book, a fraction.
CREATE FUNCTION tenders_preference_most(book text) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE book WHEN 'pbj-2025' THEN 0.25 END
$$;

CREATE FUNCTION tenders_guard_preference() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.preference_max IS NOT NULL AND NOT coalesce(
    NEW.preference_max <= tenders_preference_most(NEW.regulation)
    AND NEW.owner_estimate > tenders_preference_above(NEW.regulation), false
  ) THEN
    PERFORM tenders_refuse('preference_is_within_the_book', 'above the maximum, or for a value that knows none');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER tenders_tender_preference BEFORE INSERT OR UPDATE OF preference_max, owner_estimate ON tenders_tender
  FOR EACH ROW EXECUTE FUNCTION tenders_guard_preference();
