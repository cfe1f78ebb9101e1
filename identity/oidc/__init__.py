"""OpenID Connect: any provider by discovery, several at once; code, S256 PKCE and nonce always."""
