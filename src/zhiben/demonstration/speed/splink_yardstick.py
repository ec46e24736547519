"""Splink on DuckDB as its documentation sets it up, over two .csv files: run as a script by the Python of `.peers`,
which has it. Told by a JSON document: the files, what each column is, what rows are blocked by, how probable two must
be to be one. Prints the pairs, each with its probability."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

WIDE = "".join(map(chr, range(0xFF10, 0xFF1A)))
DAYS = ("%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")


def main() -> None:
    """Compare, and print."""
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps(_linked(told)))


def _linked(told: dict[str, Any]) -> list[tuple[int, int, float]]:
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    connection = duckdb.connect()
    for side in ("ours", "theirs"):
        chosen = ", ".join(f"{_cleaned(name, kind)} AS {name}" for name, kind in told["columns"].items())
        connection.execute(
            f"CREATE TABLE {side} AS SELECT row_number() OVER () - 1 AS unique_id, {chosen} "  # noqa: S608
            f"FROM read_csv('{told[side]}', header = true, all_varchar = true)"
        )
    blocks = [block_on(*names) for names in told["blocks"]]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(name, kind) for name, kind in told["columns"].items()],
        blocking_rules_to_generate_predictions=blocks,
        retain_matching_columns=False,
    )
    api = DuckDBAPI(connection)
    linker = Linker([api.register(side, dataset_display_name=side) for side in ("ours", "theirs")], settings)
    training = linker.training
    certain = [one if isinstance(one, str) else block_on(*one) for one in told["certain"]]
    training.estimate_probability_two_random_records_match(certain, recall=told["recall"])
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for names in told["trained"]:
        training.estimate_parameters_using_expectation_maximisation(block_on(*names))
    predicted = linker.inference.predict(threshold_match_probability=told["sure"])
    rows = connection.execute(
        "SELECT source_dataset_l, unique_id_l, unique_id_r, match_probability "  # noqa: S608
        f"FROM {predicted.physical_name} ORDER BY match_weight DESC, unique_id_l, unique_id_r"
    ).fetchall()
    return _once_each((one, other, sure) if of == "ours" else (other, one, sure) for of, one, other, sure in rows)


def _once_each(pairs: Any) -> list[tuple[int, int, float]]:
    """Each row in one pair, the likeliest first."""
    lefts, rights, found = set[int](), set[int](), []
    for one, other, sure in pairs:
        if one not in lefts and other not in rights:
            lefts.add(one)
            rights.add(other)
            found.append((one, other, sure))
    return found


def _cleaned(name: str, kind: str) -> str:
    plain = f"nullif(lower(trim(translate({name}, '{WIDE}', '0123456789'))), '')"
    if kind == "day":
        tried = ", ".join(f"try_strptime({plain}, '{form}')" for form in DAYS)
        return f"coalesce({tried})::DATE"
    return f"regexp_replace({plain}, '[^0-9]', '', 'g')" if kind == "digits" else plain


def _comparison(name: str, kind: str) -> Any:
    import splink.comparison_library as library

    often = {"term_frequency_adjustments": True}
    made = {
        "person": lambda: library.NameComparison(name),
        "born": lambda: library.DateOfBirthComparison(name, input_is_string=True, datetime_format="%Y%m%d"),
        "code": lambda: library.DamerauLevenshteinAtThresholds(name, [2]),
        "name": lambda: library.JaroWinklerAtThresholds(name, [0.92, 0.8]).configure(**often),
        "text": lambda: library.JaroWinklerAtThresholds(name, [0.9, 0.7]),
        "day": lambda: library.AbsoluteDateDifferenceAtThresholds(
            name, input_is_string=False, metrics=["day", "day"], thresholds=[1, 7]
        ),
        "digits": lambda: library.DamerauLevenshteinAtThresholds(name, [1, 2]).configure(**often),
        "exact": lambda: library.ExactMatch(name).configure(**often),
    }
    return made[kind]()


if __name__ == "__main__":
    main()
