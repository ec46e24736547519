#!/bin/sh
# Fills the folder $1 with the fonts that papers are set in, unpacked from Debian's packages (nothing is installed system-wide).
# Fandol (GPL with font exception): body, headings, names. Noto CJK (OFL): titles, figures, rare characters. Liberation (OFL): Latin.
set -eu
target=$1
[ -e "$target/.complete" ] && exit 0
mkdir -p "$target"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
if ! apt-get download -q texlive-lang-chinese fonts-noto-cjk fonts-liberation >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then
        apt-get update -q && apt-get download -q texlive-lang-chinese fonts-noto-cjk fonts-liberation
    else
        echo "Fonts could not be fetched. Please run once:  sudo apt-get update   and then:  make fonts" >&2
        exit 1
    fi
fi
unpack() {
    package=$1
    shift
    mkdir "$package"
    dpkg-deb --fsys-tarfile "$package"_*.deb | tar -x -C "$package" --wildcards "$@"
    find "$package" -type f -exec cp {} "$target/" \;
}
cd "$work"
unpack texlive-lang-chinese '*/public/fandol/*Regular.otf'
unpack fonts-noto-cjk '*/NotoSerifCJK-Regular.ttc' '*/NotoSerifCJK-Bold.ttc' '*/NotoSansCJK-Regular.ttc' '*/NotoSansCJK-Bold.ttc'
unpack fonts-liberation '*/LiberationSerif-*.ttf'
touch "$target/.complete"
