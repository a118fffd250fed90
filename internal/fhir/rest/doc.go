// Package rest is the FHIR face over HTTP: reading, searching and history, under [Path].
//
// Everything it serves is public, so nobody signs in and no entry is written in the ledger. What it
// answers was written before by the journal; the bodies go out as the bytes that are kept, and only
// _summary and _elements look inside. The CapabilityStatement says what stands in the table of package
// param, so it cannot promise anything else.
//
// Start reading at [New].
package rest
