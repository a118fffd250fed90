package mandate

import (
	"slices"
	"time"
)

// Why a mandate has no force, or there is none. They are codes of a [Chain].
const (
	NoMandate  = "no-mandate"
	NoForum    = "forum"    // it is for another table
	NoSubject  = "subject"  // it is about something else
	NotYet     = "not-yet"  // it begins later
	Ended      = "ended"    // its time was over
	Revoked    = "revoked"  // it was taken back
	NoStanding = "standing" // the grantor was not recognised to speak for its discipline here
)

// reasons are the codes from far off to near: a chain that fails names what came nearest.
var reasons = []string{NoMandate, NoForum, NoSubject, NotYet, Ended, Revoked, NoStanding}

// Force tells whether a mandate has force for a subject at a table at a moment, given the spans in which
// its grantor had standing there, and if not why. This is the ★ rule of mandates: from ≤ at < until, not
// revoked at that moment, the grantor's own standing valid, and both table and subject covered. Nothing
// else in the program decides it.
func Force(m Mandate, grantor []Span, subject string, forum Forum, at time.Time) (bool, string) {
	switch {
	case m.Forum != forum:
		return false, NoForum
	case !m.Covers(subject):
		return false, NoSubject
	case at.Before(m.From):
		return false, NotYet
	case !m.RevokedAt.IsZero() && !at.Before(m.RevokedAt):
		return false, Revoked
	case !m.Has(at):
		return false, Ended
	case !slices.ContainsFunc(grantor, func(s Span) bool { return s.Has(at) }):
		return false, NoStanding
	}
	return true, ""
}

// Covers tells whether a subject is among those of the mandate.
func (m Mandate) Covers(subject string) bool {
	return slices.Contains(m.Subjects, Every) || subject != "" && slices.Contains(m.Subjects, subject)
}

// Ends is when the mandate stops having force of itself: its end or its revocation; zero is no end known.
func (m Mandate) Ends() time.Time {
	if m.Until.IsZero() || !m.RevokedAt.IsZero() && m.RevokedAt.Before(m.Until) {
		return m.RevokedAt
	}
	return m.Until
}

// nearer tells whether code says that less was missing than before does.
func nearer(code, before string) bool {
	return slices.Index(reasons, code) > slices.Index(reasons, before)
}
