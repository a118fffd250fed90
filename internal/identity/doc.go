// Package identity knows who is looking: people's sessions, and by what a provider of identity knows
// them.
//
// A session is a row; the browser holds a random token of which the row has a keyed fingerprint, so
// that a copy of the database opens no session and a row written into it by hand opens none either.
// Who somebody is (role, organisation, region) is read anew at each request: what changes there, or
// that they left, counts from the next request on. Whoever sends no cookie costs no read at all.
//
// Both faces ask [ActorOf]. The ways to sign in stand in packages of their own below this one; each
// ends in [Sessions.Begin].
//
// Start reading at [Sessions.Around].
package identity
