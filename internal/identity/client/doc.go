// Package client lets programs of others use the API in the name of an organisation.
//
// A client has an organisation, scopes and a public key. It signs a short assertion with its private
// key (RFC 7523, as in SMART Backend Services), sends it to the token endpoint, and gets an access
// token that works for some minutes. The platform knows no secret of the client, and keeps of the
// token a keyed fingerprint alone. Every assertion counts once.
//
// What a client may do is decided as for anybody: its scopes must name what the act asks, and a
// policy must permit it. Scopes are looked at anew with each request, so that one taken away, or an
// ended client, has no way left at that moment. Programs that speak SMART ask for scopes such as
// system/Task.rs; at the FHIR face those stand for ours, and elsewhere for nothing ([For]).
//
// Start reading at [Service.Handler] for the endpoint, [Service.Around] for the API's door, and
// [Service.AddClient] for their management.
package client
