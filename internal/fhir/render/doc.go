// Package render says in FHIR R4 what the domain says, and back.
//
// It is pure: a [Renderer] holds code tables and who keeps the directory, and each method makes one
// resource of things of the domain. The same things give the same bytes, whatever the clock says: a
// resource that goes by the hour would get a new version by itself. What is rendered is what everybody may
// see; contacts for professionals are left out here, and persons are never asked for.
//
// Nothing public is lost: what FHIR has no place for stands in extensions ([Renderer.Own] describes them),
// and [Renderer.ReadOrganization], [Renderer.ReadLocation] and [Renderer.ReadService] give back what was
// rendered. (Resources of others are read loosely by package importer.)
//
// Codes stand twice where the country or HL7 has one of its own: ours, which says exactly what the
// directory says, and beside it the nearest of theirs.
package render
