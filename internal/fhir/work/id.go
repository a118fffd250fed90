package work

import (
	"crypto/sha256"
	"encoding/base32"

	"github.com/google/uuid"

	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// What a Task is of.
const (
	ofQuestion = 'q'
	ofBridging = 'b'
)

// taskID is the name of a Task: of which request it is, which part of it, and by a digest whose it is. So a
// read asks package placement one question, as the provider or as whoever asked, and puts no refusal on
// record that somebody who may see the Task did not earn.
type taskID struct {
	kind    byte
	request placement.RequestID
	part    string // the id of the invitation or of the bridging
	owner   string // a digest of the organisation
}

var plain = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

const (
	wideID    = 26 // of a UUID in base32
	wideOwner = 10
)

func nameTask(kind byte, request placement.RequestID, part string, owner network.OrganizationID) taskID {
	return taskID{kind: kind, request: request, part: part, owner: digestOf(string(owner))}
}

func digestOf(organization string) string {
	sum := sha256.Sum256([]byte(organization))
	return plain.EncodeToString(sum[:6])
}

// String writes the id in 63 characters, one less than FHIR allows.
func (t taskID) String() string {
	return string(rune(t.kind)) + short(string(t.request)) + short(t.part) + t.owner
}

// short writes a UUID shorter. Every id of a placement is one.
func short(id string) string {
	u, err := uuid.Parse(id)
	if err != nil {
		return ""
	}
	return plain.EncodeToString(u[:])
}

// parseTask reads an id; one that was not made here is not there.
func parseTask(text string) (t taskID, ok bool) {
	if len(text) != 1+2*wideID+wideOwner || text[0] != ofQuestion && text[0] != ofBridging {
		return t, false
	}
	request, one := long(text[1 : 1+wideID])
	part, two := long(text[1+wideID : 1+2*wideID])
	t = taskID{kind: text[0], request: placement.RequestID(request), part: part, owner: text[1+2*wideID:]}
	return t, one && two && t.String() == text
}

func long(text string) (string, bool) {
	b, err := plain.DecodeString(text)
	if err != nil {
		return "", false
	}
	u, err := uuid.FromBytes(b)
	return u.String(), err == nil
}
