"""What all tests share."""

import pytest
from hypothesis import settings

from analysis import Tagger, load_model, load_taxonomy

# A busy machine must not fail property tests.
settings.register_profile("monitor", deadline=None)
settings.load_profile("monitor")


@pytest.fixture(scope="session")
def shipped_tagger() -> Tagger:
    """The taxonomy and the model that are shipped; reading them takes seconds."""
    return Tagger(load_taxonomy(), load_model())
