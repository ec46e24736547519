"""The five kinds of supervision: who is visited and why, drawn so that everybody can draw again, sealed until somebody
stands at the door, and what was found there."""
