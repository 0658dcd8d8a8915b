"""Adopt: an action plan's Word table into the plan of a campaign, asking where it is unclear."""

from __future__ import annotations

from pipeline.adopt.plan import Adopted, Question, adopt
from pipeline.adopt.words import load_plan_words
from pipeline.adopt.written import written

__all__ = ("Adopted", "Question", "adopt", "load_plan_words", "written")
