"""Right answers in styles other than the reference's: a module an exercise, with `STYLES`."""
