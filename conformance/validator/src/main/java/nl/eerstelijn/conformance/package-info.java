/**
 * Checks a FHIR face from outside, by somebody else's means: HAPI FHIR's validator over every resource
 * ({@link nl.eerstelijn.conformance.Judge}) and its generic client ({@link nl.eerstelijn.conformance.Walk}).
 * Start reading at {@link nl.eerstelijn.conformance.Main}.
 */
package nl.eerstelijn.conformance;
