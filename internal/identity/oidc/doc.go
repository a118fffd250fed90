// Package oidc signs people in with providers of identity: an employer, the broker of the care sector,
// the broker for citizens. Several stand beside each other; each has its own address to come back to,
// so that an answer of one cannot pass for another's.
//
// It speaks OpenID Connect's authorization code flow with PKCE, state and nonce. What must be
// remembered while somebody is away at the provider travels sealed in a short-lived cookie of their
// own browser: nothing is stored for who does not come back. What the provider says of somebody is
// translated by the operator's configuration ([Issuer]) into our own terms; identity decides with
// that whom it is about.
//
// Start reading at [Party.Start] and [Party.Finish].
package oidc
