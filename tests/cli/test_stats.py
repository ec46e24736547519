"""`zhiben stats` as scripts call it: one document per method, nothing installed, every file accounted for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.factories.photos import blank, photo_bytes

from zhiben.cli import main, stats
from zhiben.demonstration.photo_scenes import scene


def document(*words: object) -> Any:
    done = CliRunner().invoke(main, ["stats", *map(str, words), "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scene(1).save(tmp_path / "甲.jpg", quality=90)
    (tmp_path / "下级").mkdir()
    scene(1).resize((160, 120)).rotate(90, expand=True).save(tmp_path / "下级" / "乙.jpg", quality=60)
    (tmp_path / "丙.jpg").write_bytes((tmp_path / "甲.jpg").read_bytes())
    scene(2).save(tmp_path / "丁.png")
    (tmp_path / "黑.png").write_bytes(blank(3))
    (tmp_path / "白.png").write_bytes(blank(255))
    (tmp_path / "断.png").write_bytes(photo_bytes(1)[:200])
    (tmp_path / "说明.txt").write_text("不是照片", encoding="utf-8")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    return tmp_path


def test_same_photos_of_a_folder_are_grouped_and_the_rest_accounted_for(folder: Path) -> None:
    broken = "图片“{}”打不开或不完整，请重新拍照或另存后再上传"
    told = document("photos", folder)
    told["pairs"] = [(one["one"], one["other"], one["verdict"], one["variant"]) for one in told["pairs"]]
    assert told == {
        "method": "photos",
        "version": "1",
        "n": 6,
        "warnings": [],
        "excluded": [
            {"file": "白.png", "reason": "画面一片空白，不按画面比对"},
            {"file": "黑.png", "reason": "画面过暗，不按画面比对"},
        ],
        "unreadable": [{"file": name, "reason": broken.format(name)} for name in ("断.png", "说明.txt")],
        "groups": [["下级/乙.jpg", "丙.jpg", "甲.jpg"]],
        "pairs": [
            ("下级/乙.jpg", "丙.jpg", "same", "turned_270"),
            ("丙.jpg", "甲.jpg", "exact", "plain"),
        ],
    }


def test_text_names_groups_pairs_and_what_was_not_read(folder: Path) -> None:
    done = CliRunner().invoke(main, ["stats", "photos", str(folder)])
    assert done.stdout.splitlines()[:4] == [
        "共6张照片，1组画面相同或相近",
        "第1组：下级/乙.jpg、丙.jpg、甲.jpg",
        "  下级/乙.jpg ~ 丙.jpg：同一画面",
        "  丙.jpg ~ 甲.jpg：字节相同",
    ]
    assert "未能读取：图片“断.png”打不开或不完整" in done.stdout


def test_views_of_one_camera_come_with_a_warning(tmp_path: Path) -> None:
    for moment in range(2):
        scene(11, moment=moment).save(tmp_path / f"{moment}.jpg", quality=90)
    told = document("photos", tmp_path)
    assert [pair["verdict"] for pair in told["pairs"]] == ["look"]
    assert told["warnings"] == ["1对只是相近，须人工比对；固定机位的照片本来就相近"]


def test_large_files_are_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stats, "LARGEST", 1_000)
    told = document("photos", folder)
    assert (told["n"], told["unreadable"][2]) == (2, {"file": "丙.jpg", "reason": "“丙.jpg”超过0兆字节，没有读取"})


def test_methods_are_listed_and_nothing_needs_an_installation(tmp_path: Path) -> None:
    listed = CliRunner().invoke(main, ["stats", "--list"])
    assert (listed.exit_code, [line.split()[0] for line in listed.stdout.splitlines()]) == (0, list(stats.METHODS))
    alone = "import sys; from zhiben.cli import main; main(standalone_mode=False); assert 'django' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", alone, "stats", "photos", str(tmp_path)], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "共0张照片，0组画面相同或相近\n"), done.stderr
    assert CliRunner().invoke(main, ["stats", "photos", str(tmp_path / "没有")]).exit_code == 2
