"""Property tests fail by what they find, never because the machine has other work."""

from hypothesis import HealthCheck, configuration, settings

from dev.paths import BUILD

configuration.set_hypothesis_home_dir(BUILD / "hypothesis")
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")
