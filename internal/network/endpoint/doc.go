// Package endpoint holds the digital addresses of organisations: where their programs are reached, how, for
// what, and since when. An address hangs on the organisation and not on what it offers, because programs
// serve all of it.
//
// The addresses are public, as a phone number is: whoever may use one is decided behind it. Nothing secret
// belongs in one. They are never deleted; what is no longer in use is [Off], since others may still hold it.
//
// Start reading at [Endpoint], and at [Service.Save] for who may change one. [Service.For] answers where to
// send something.
package endpoint
