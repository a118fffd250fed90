// Package country is the page of the Netherlands: the regions with how far their cooperation is and how
// many people live in a wijk whose team is complete, as a map, a table and a file. It compares without
// a ranking: regions stand by name.
package country
