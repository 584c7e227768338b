"""How many live in the members: for everyone to see, and for administrators to bring in."""
