#!/bin/sh
# Draws again with sort, sha256sum and awk alone: again.sh FRAME SEED SIZE. A line of FRAME: name, stratum, weight.
export LC_ALL=C; tab=$(printf '\t'); digest=$(sort "$1" | head -c -1 | sha256sum | cut -c 1-64); echo "$digest"
sort "$1" | while IFS="$tab" read -r name stratum weight; do for turn in $(seq "$weight"); do
    ticket=$({ printf '%s\n%s\n%s' "$2" "$digest" "$name"; [ "$turn" = 1 ] || printf '\n%s' "$turn"; } | sha256sum)
    printf '%s\t%s\t%s\n' "$stratum" "${ticket%% *}" "$name"; done; done | sort | awk -F'\t' -v size="$3" '
    { lot[NR] = $0 } !seen[$3]++ { all++; if (!of[$1]++) strata[++count] = $1 }
    END { if (size > all) size = all; over = size; for (i in of) over -= share[i] = int(size * of[i] / all)
        for (; over > 0; over--) { best = ""; for (i = 1; i <= count; i++) { one = strata[i]
            if (!(one in more) && (best == "" || size * of[one] % all > size * of[best] % all)) best = one } more[best]; share[best]++ }
        for (i = 1; i <= NR; i++) { split(lot[i], it); if (!taken[it[3]]++ && got[it[1]]++ < share[it[1]]) print it[3] } }'
