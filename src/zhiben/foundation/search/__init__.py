"""Search that finds every part of a text, a word of two characters too: which records hold a pair of characters is kept
as bits, so that words, however frequent, are met by counting bits and not by reading texts."""

from zhiben.foundation.search.finding import Hits, find
from zhiben.foundation.search.index import Index, change, enter
from zhiben.foundation.search.sifting import sifted, visible_hits

__all__ = ["Hits", "Index", "change", "enter", "find", "sifted", "visible_hits"]
