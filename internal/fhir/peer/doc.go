// Package peer knows the systems of others that ours talks with, and signs in there.
//
// A peer is a FHIR face of somebody else, in the name of one organisation of ours: whoever administers the
// platform adds it, with the client_id that we were given there. We prove who we are by a signed assertion
// (private_key_jwt, as SMART Backend Services has it), with a key of our own that is derived from the key file
// and whose public half stands at [JWKSPath]. No secret of anybody is stored.
//
// Calls reach public addresses alone and follow no redirect (package outward). What is asked of a peer stays
// below the addresses that an administrator gave: a reference that leads elsewhere is not followed.
//
// Start reading at [Service.Ask].
package peer
