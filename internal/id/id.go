// Package id makes the identifiers of things: UUIDs as text, typed in Go.
//
// Every capability declares its own types (type RegionID string), so that a region's id cannot be
// handed where a service's is asked. Ids sort by the time they were made, which keeps related rows
// together in the database.
package id

import (
	"crypto/sha256"
	"strings"

	"github.com/google/uuid"

	"eerstelijn/internal/fault"
)

// New makes an id that sorts by time (UUIDv7).
func New[T ~string]() T {
	u, err := uuid.NewV7()
	if err != nil {
		panic("id: the system gives no random bytes: " + err.Error())
	}
	return T(u.String())
}

// From makes the same id (UUIDv8) each time from the same parts: for imported and invented things,
// so that a second import of one file finds the rows of the first.
func From[T ~string](parts ...string) T {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x1f")))
	u := uuid.UUID(sum[:16])
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return T(u.String())
}

// Parse reads an id that came from outside. Anything but a UUID in its usual text form is Invalid.
func Parse[T ~string](s string) (T, error) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return "", fault.InvalidField("id", "Dit nummer klopt niet.", "expected a UUID")
	}
	return T(u.String()), nil
}
