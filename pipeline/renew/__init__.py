"""Renew: an old campaign's files into a new year's, asking a person where it is unclear."""

from __future__ import annotations

from pipeline.renew.renewal import Renewal, Renewed, renew
from pipeline.renew.words import Question, load_renewal_words

__all__ = ("Question", "Renewal", "Renewed", "load_renewal_words", "renew")
