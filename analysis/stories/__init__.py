"""Stories: articles of which one text goes back to the other, or both to a common one.

Near copies share most of their shingles (``analysis.index.sketches``) and come within days. What
publishers say over and over (formulas: how they sign, what their notices begin with) does not
count. Articles that are chained by near copies are one story; who published first is told by
time and day of publication, and where these are equal by who was seen first.
"""

from analysis.stories.job import group_stories

__all__ = ["group_stories"]
