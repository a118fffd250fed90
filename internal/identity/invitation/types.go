package invitation

import (
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
)

// ID identifies an invitation; it opens nothing.
type ID string

// Kind tells an invitation to somebody new from one to somebody who cannot sign in any more.
type Kind string

const (
	ToJoin    Kind = "new"
	ToRecover Kind = "recovery"
)

// Lasts is how long an invitation can be accepted.
const Lasts = 7 * 24 * time.Hour

// keptAfter is how long one that nobody accepted stays in the list, name and all.
const keptAfter = 30 * 24 * time.Hour

// Invitee is who is asked, for what role and place.
type Invitee struct {
	Name         string
	Email        string
	Role         access.Role
	Organization network.OrganizationID
	Region       network.RegionID
	Wijkverband  network.WijkverbandID
	Discipline   network.DisciplineCode
}

// Invitation is one that waits for an answer.
type Invitation struct {
	ID           ID
	Kind         Kind
	Person       network.PersonID // the account that there is or will be
	Name         string
	Role         access.Role
	Organization network.OrganizationID
	Region       network.RegionID
	Wijkverband  network.WijkverbandID
	Discipline   network.DisciplineCode
	By           network.PersonID
	Made         time.Time
	Until        time.Time
	Proposed     bool // waits for a second person; nothing was sent yet

	state string
	email []byte // sealed
}

// subject is what policies weigh of it.
func (i Invitation) subject() access.Subject {
	return access.Subject{Type: "invitation", ID: string(i.ID), Organization: string(i.Organization), Region: string(i.Region),
		Wijkverband: string(i.Wijkverband), Role: string(i.Role)}
}

// person is the account as it will be.
func (i Invitation) person(email string) network.Person {
	return network.Person{ID: i.Person, Name: i.Name, Role: string(i.Role), Organization: i.Organization, Region: i.Region,
		Wijkverband: i.Wijkverband, Discipline: i.Discipline, Email: email}
}

// NeedsSecond tells whether somebody else must agree before an invitation for a role is sent.
func NeedsSecond(actor access.Actor, role access.Role) bool {
	a, ok := access.ActOf("identity.Invite")
	return ok && a.NeedsSecond(actor, access.Subject{Role: string(role)})
}
