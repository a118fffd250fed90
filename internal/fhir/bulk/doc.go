// Package bulk publishes the whole FHIR directory as files: newline-delimited JSON with a manifest, by
// the Bulk Publish operation of HL7's Argonaut project ($bulk-publish).
//
// A file holds a type as it was at one version of the journal, so it never changes: any cache may keep it
// for ever, and a copy of the folder goes on working when the program is down. [Publisher.Handler]
// serves them from the journal; [Publisher.Write] writes the same bytes to a folder.
//
// Free times pass by the clock and stand in no journal. Their file is named by what it says, so it never changes
// either; one that is no longer so leads to the file that is ([Moving]).
package bulk
