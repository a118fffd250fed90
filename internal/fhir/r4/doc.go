// Package r4 holds the resources and data types of FHIR R4 (4.0.1) that Eerstelijn reads and writes, as
// plain structs for encoding/json.
//
// The files *_gen.go are made by ./gen from HL7's own definitions; the structs say only what the definitions
// say:
//
//   - Fields stand in the order of the definition, so a resource is written in that order, resourceType first.
//   - What is not there is not written: an empty text, an empty list and a nil pointer are left out. FHIR has
//     no empty values, so nothing is lost by it. Booleans and numbers are pointers, since false and 0 are values.
//   - A decimal is a json.Number: 9.0 stays 9.0, as FHIR asks (its precision has meaning).
//   - A primitive has a companion `…Element` for its id and extensions (JSON `_name`); for a list of
//     primitives the companion is a list of equal length, with null where there is nothing ([Strings]).
//   - A choice (`value[x]`) is one pointer for each type it can have.
//   - A resource inside another (contained, Bundle.entry.resource) stays the bytes it came as, so that a type
//     or a field that is not known here is not lost.
//
// A struct keeps what it knows and drops the rest: a resource of somebody else is kept as bytes beside the
// struct, never decoded and encoded again.
package r4

//go:generate go run ./gen
