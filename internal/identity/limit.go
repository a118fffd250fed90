package identity

import (
	"time"

	"eerstelijn/internal/access"
)

// Limits say how long a session lasts: without a request, and at most.
type Limits struct{ Idle, Absolute time.Duration }

// touchEvery bounds how often a session's last use is written down.
const touchEvery = time.Minute

// LimitsOf gives the limits of a role. A shift ends before twelve hours, and the screen of a practice
// locks by itself; somebody at home may sit at a computer that is not theirs, and DigiD asks for a
// quarter of an hour at most.
func LimitsOf(role access.Role) Limits {
	switch role {
	case access.Patient, access.Representative:
		return Limits{Idle: 15 * time.Minute, Absolute: 2 * time.Hour}
	default:
		return Limits{Idle: time.Hour, Absolute: 12 * time.Hour}
	}
}
