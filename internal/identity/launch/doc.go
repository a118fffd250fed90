// Package launch lets somebody open this site from the record system that they work in (SMART App Launch),
// without signing in again and with what a form asks filled in already.
//
// An administrator says which record systems there are: one that is not known is asked nothing. Each is of
// one organisation, lets in its people alone, and makes the platform as sure of them as the administrator
// thinks it may be. What a token must hold is package oidc's to say; who somebody is, package identity's.
//
// Of the open record only a postcode's four digits, languages and an age are read, and only those leave
// this package; they are kept nowhere. On the way to the form they travel sealed in the browser of who
// opened it ([Service.Carry]).
//
// Start reading at [Service.Start] and [Service.Finish].
package launch
