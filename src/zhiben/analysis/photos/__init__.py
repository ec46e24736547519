"""Photos told apart by what they show: hashes that outlive saving, scaling, turning and mirroring; when two are the
same; an index over a million of them. Arrays in, verdicts out; only `opening` touches the picture library."""
