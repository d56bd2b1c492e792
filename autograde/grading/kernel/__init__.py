"""A kernel that runs what nobody trusts, and what comes out of it."""
