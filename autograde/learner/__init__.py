"""A learner's own copies of the units, in work/: made from course/, and theirs from then on."""
