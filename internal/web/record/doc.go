// Package record is the ledger for people: an auditor searches it, asks for one entry with its reasons
// and its proof and takes copies along; everybody who is signed in sees their own acts.
//
// The address of a search holds codes and dates alone. A person or a thing is chosen by POST, because
// an address is kept in many places.
package record
