"""Signing in by an identity provider: OpenID Connect's code flow, and its tokens for tools."""
