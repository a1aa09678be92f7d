"""Property tests have no deadline: a busy machine must not fail them."""

from hypothesis import settings

settings.register_profile("monitor", deadline=None)
settings.load_profile("monitor")
