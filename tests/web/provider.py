"""A real OpenID provider on this machine; it warns of a library that it will outgrow."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from oidc_provider_mock import User, run_server_in_thread

__all__ = ["User", "run_server_in_thread"]
