"""The JSON API: what another program may read or bring, with its OpenAPI document."""
