-- The home board: the place of a saved report on it, from left to right; NULL is not on it.
ALTER TABLE reports ADD COLUMN board INTEGER;
