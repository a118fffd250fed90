// Package wijk is the page of one wijk: who of its team (the wijkverband) can be reached today, what is
// missing and when nobody answers, and which care is near. A wijk without a wijkverband has a page
// too: it says so, and whom to call.
package wijk
