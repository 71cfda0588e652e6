-- Since when the lists of a source came cut off in the middle and did not reach back: what was first listed from then on says nothing
-- about how far the next list reaches. NULL while nothing is in question.
ALTER TABLE source ADD COLUMN cut_since INTEGER;
