// Package search is the page that finds services: a question in somebody's own words, a place and
// filters, then a list with a small map.
//
// The question comes by POST alone. What stands in the address is not read, nothing of the question
// is logged, and no link on the page carries it on; the next page of a list is a form.
//
// Start reading at [Page.Post]; ask.go reads the question, show.go makes the view of the answer.
package search
