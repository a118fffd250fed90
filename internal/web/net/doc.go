// Package net is where people who keep the network edit it: coordinators their wijkverband, staff of a
// region the region and its wijkverbanden, who looks after an organisation how that is reached. Who may
// what is decided by package network; a page that opens something to edit is itself recorded.
//
// Every page on which something is typed in is a [form]: it names the parts of the thing, and the rest
// (reading what was typed, errors at the fields, two people at once) is the same for all. Start reading
// at form.go.
package net
