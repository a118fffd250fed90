// Package fhir is the face of the platform in FHIR R4: the directory and its capacity, as other
// software reads them.
//
// A resource is not made when somebody asks for it. It is rendered when the domain changes and kept as
// a version, because a history must give one order that stays the same for ever, on every node and
// after every crash, while organisations, locations and memberships have no versioned rows of their own.
// So what a client is answered was written before it asked, byte for byte.
//
// The way of a change, and the packages in the order it passes them:
//
//		ledger entry → projection → render → r4 → journal (rows by param) → rest → client
//
//	  - r4 holds the types of the standard; code the systems, profiles and tables.
//	  - render maps the domain to r4 and back, and loses nothing.
//	  - projection follows the ledger's feed and saves what an entry concerns.
//	  - journal keeps the versions; param says what a search can ask and which values a resource has.
//	  - rest is HTTP.
//
// What is served is what the public pages show to somebody who has not signed in: never a draft, never a
// person.
package fhir
